"""How many live where, by structure: counted from the register each day, archived by the month."""
