"""The weekly renewal: cycles, their worklists, and what came of them."""
