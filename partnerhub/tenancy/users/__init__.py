"""The people of a partner's own organization, and those of others who hold rights there."""
