"""The contract as other people need it: its documents, and the kit that proves whether a server or a phone keeps it."""
