"""What waits for a person: conflicts and how they are settled."""
