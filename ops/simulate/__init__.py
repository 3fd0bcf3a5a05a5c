"""The simulator put together: the real door and the real sync service under the phones of `sync.simulation`."""
