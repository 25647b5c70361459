"""Taking calling files in: large, read by the engine; bad rows are set aside, all others go into the lake by weeks."""
