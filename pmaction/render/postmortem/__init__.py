"""Postmortems for people to read, as Markdown: the whole document, its action plan, its tables.

What a file says is data: it pings nobody, hides nothing, and leaves headings and tables whole.
It also stays whole itself: `escaping` and `reading_back` say how it is found again.
"""

from pmaction.render.postmortem.document import postmortem_markdown
from pmaction.render.postmortem.plan import plan_markdown
from pmaction.render.postmortem.tables import tables_markdown

__all__ = ["plan_markdown", "postmortem_markdown", "tables_markdown"]
