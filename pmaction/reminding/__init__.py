"""Reminders: what is due to be said, to whom, and where it was said already. All of it is pure."""
