"""The partition matrix: real phones, real sockets, a real server, and lines that fail. It touches no district."""
