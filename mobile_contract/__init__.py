"""The contract: every value that crosses the wire, and nothing that acts on one."""
