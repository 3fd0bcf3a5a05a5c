"""What every feature stands on: the door, the database, the journal, the feed; it knows no feature."""
