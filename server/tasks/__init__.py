"""Tasks of grid workers, and the list of what may be asked of them."""
