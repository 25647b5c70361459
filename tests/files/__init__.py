"""What files may hold, and everything that can be wrong with one."""
