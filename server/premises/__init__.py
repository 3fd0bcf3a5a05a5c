"""Organisations, sites, rented houses and tenancies."""
