"""Taking files in: staging, checking, preview and commit. All of a call or nothing, whatever the order of files."""
