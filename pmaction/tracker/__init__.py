"""The tracker file: all postmortems and their action items, for people and for machines.

Derived from the files and the tracking system and never read as truth: deleting it loses nothing.
The same bytes as long as nothing changed: no day is counted, and no time of its making is named.
"""
