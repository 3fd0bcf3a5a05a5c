"""Photos: the rows that name them and the bytes that arrive apart."""
