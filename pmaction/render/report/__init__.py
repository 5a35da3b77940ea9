"""The report: what metrics and patterns say, for a terminal, as Markdown, JSON, or a page.

What is told, and in which order, is decided once, in `outline`; the forms only differ in how they
write it. All texts in an outline are plain, and each form makes them harmless for itself.
"""
