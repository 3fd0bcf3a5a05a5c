"""What this machine can do and what the server makes of it: figures beside their floors. It changes no district."""
