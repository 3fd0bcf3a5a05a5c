"""The district system: features behind one door, their database and their routes."""
