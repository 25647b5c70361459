"""One file per page: a view translates between the call and the rooms behind it, and nothing else."""
