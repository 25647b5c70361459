"""A believable partner, made up: the same seed, sizes and day give the same bytes, on any machine, without a network."""
