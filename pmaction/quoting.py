"""Text from a file as messages quote it."""

from __future__ import annotations

_LONGEST = 60


def cut(value: object) -> str:
    """Write a value on one line without secrets, and no more of it than a message can bear."""
    from pmaction.secret_forms import without_secrets  # Not needed where nothing is quoted.

    # Before it is cut: nobody knows a secret by its first half.
    text = without_secrets(str(value)).replace("\n", " ")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
