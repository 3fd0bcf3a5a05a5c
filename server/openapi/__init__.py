"""The OpenAPI document of the whole HTTP surface, and a page that shows it."""
