"""Hazard inspections: check lists, inspections, and what becomes of the dangers that they find."""
