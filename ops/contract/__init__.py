"""The contract as other people need it: its documents, and what proves that somebody keeps it."""
