"""Forms of departments, filled from the one register."""
