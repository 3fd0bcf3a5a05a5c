"""The routes of push, pull and boot."""
