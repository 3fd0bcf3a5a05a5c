"""How copies agree: pure and deterministic, it neither stores nor sends anything."""
