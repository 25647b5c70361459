"""Keeping the hub: backups of everything in one file, restored on either database, and looking over what is there."""
