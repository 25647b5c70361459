"""The house rules: what must hold of the source itself, so that nobody has to remember it."""
