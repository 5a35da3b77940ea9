"""Findings, plans, reports and postmortems as text for people and machines. All pure."""
