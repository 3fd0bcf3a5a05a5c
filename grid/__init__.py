"""Where: datum, H3 cells and territory geometry. Pure: no I/O, no clock, nothing of ours."""
