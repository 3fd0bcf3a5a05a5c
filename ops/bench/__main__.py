"""`python -m ops.bench` is `hexward bench`."""

from ops.bench.cli import bench

bench(prog_name="hexward bench")
