"""The terminal phone: the reference client with a file, a network and a keyboard. For trials, demos and load."""
