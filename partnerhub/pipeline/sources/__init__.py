"""One file per upstream: what it brings, column by column. Sources do not know each other."""
