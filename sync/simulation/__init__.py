"""The deterministic simulator: phones, people, faults, and what must hold. Pure: the server is a port."""
