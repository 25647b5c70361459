"""Taking files in: the same records whatever the format and the order, all or nothing, once."""
