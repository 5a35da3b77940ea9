"""Metrics: what the facts of a repository say of a span of time, and how to say it in words."""
