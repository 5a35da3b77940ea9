"""A year of a simulated organization, lived day by day through the real commands."""
