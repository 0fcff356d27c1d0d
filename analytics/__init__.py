"""Measures of how registration goes, from immutable snapshots: never a query on the live database."""
