"""The register of buildings, dwellings, households, persons and residencies."""
