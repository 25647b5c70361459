"""What each page shows, as data, and the one answer behind page, API, export and command."""
