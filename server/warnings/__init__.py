"""Public warnings: written, approved, issued, acknowledged, and carried to doors that nothing else has reached."""
