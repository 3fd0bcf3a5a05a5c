"""`python -m ops` is `hexward`."""

from ops.cli import main

main(prog_name="hexward")
