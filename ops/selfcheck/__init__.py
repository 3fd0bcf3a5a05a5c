"""A whole working day played against a real server, each fact checked against the database. It mends nothing."""
