"""The district's work calendar: kept, changed, and missed in time."""
