"""How phones are: what they said, what was received, what may safely be done to them."""
