"""Reading files of any accepted format into rows with line numbers, and saying exactly what is wrong with them."""
