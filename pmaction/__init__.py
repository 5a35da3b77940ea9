"""Postmortems as code: validated on the pull request, action items that get done."""

__version__ = "0.1.0"
