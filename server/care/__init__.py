"""Service tags and help records."""
