"""What became of a text, as a unified diff that other programs can apply."""

from __future__ import annotations

from difflib import unified_diff as diff_lines

_NO_END = "\\ No newline at end of file"


def unified_diff(path: str, before: str, after: str) -> str:
    """Compare two texts line by line; '' if they are the same. Only a line feed ends a line."""
    lines = diff_lines(
        _lines(before),
        _lines(after),
        f"a/{_named(path)}",
        f"b/{_named(path)}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}\n" for line in lines)


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _named(path: str) -> str:
    """Give a path for a line of its own, as git does: with quotes where it has odd characters."""
    if path.isprintable() and '"' not in path:
        return path
    return f'"{path.encode("unicode_escape").decode()}"'
