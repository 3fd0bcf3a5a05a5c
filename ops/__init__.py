"""Running it: the command line, migrations, PostgreSQL for development; it holds no rule of the domain."""
