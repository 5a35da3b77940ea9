"""Tracking systems: where issues live. Each is a module behind one narrow protocol."""
