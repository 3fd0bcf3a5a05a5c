"""The conformance kit: a phone that is played against any server, and a server against any phone."""
