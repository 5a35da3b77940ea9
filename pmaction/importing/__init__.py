"""Markdown postmortems, as they are found in the wild, to a document of ours.

`source` bounds a file and reads its front matter, `blocks` and `tree` find its sections, and
each of `timeline`, `items`, `texts` and `facts` takes from it what it understands. Every line
that nobody takes goes into `notes` (`ledger`), so that nothing is lost.
"""
