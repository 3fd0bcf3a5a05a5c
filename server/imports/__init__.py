"""Files of people and buildings that come into the register as commands: previewed, run, cancelled, taken back."""
