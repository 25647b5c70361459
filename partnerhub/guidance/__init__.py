"""What helps people along: resources and help, searched and versioned; the partner help desk and what it is asked."""
