"""One answer of GitHub's REST API: its JSON, and what it says to a person."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pmaction.errors import TrackingUnavailable


class Fields(dict[str, Any]):
    """An object of an answer; a field that must be there and is not, is no bug of ours."""

    def __missing__(self, name: str) -> Any:
        raise TrackingUnavailable(
            f"GitHub's answer has no `{name}`",
            "Check GITHUB_API_URL: it must lead to GitHub's REST API.",
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in small letters) and text of one answer."""

    status: int
    headers: dict[str, Any]
    text: str
    _data: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def data(self) -> Any:
        """The JSON in it, None without any. Raises TrackingUnavailable if it is something else."""
        if not self._data:  # Read once: a page of issues is half a megabyte.
            self._data.append(self._read())
        return self._data[0]

    def _read(self) -> Any:
        try:
            return json.loads(self.text, object_hook=Fields) if self.text.strip() else None
        except (ValueError, RecursionError):
            raise TrackingUnavailable(
                "the answer is not JSON",
                "Check GITHUB_API_URL: it must lead to GitHub's REST API, such as "
                "https://github.example.com/api/v3.",
            ) from None

    @property
    def has_next_page(self) -> bool:
        """Say whether this is a page of a list and another one follows."""
        return 'rel="next"' in str(self.headers.get("link", ""))

    @property
    def names_pages(self) -> bool:
        """Say whether this is a page that says which others there are."""
        return "rel=" in str(self.headers.get("link", ""))

    @property
    def message(self) -> str:
        """What GitHub says of it, on one line."""
        try:
            data = json.loads(self.text)
        except (ValueError, RecursionError):
            return self.text[:100].split("\n")[0]
        if not isinstance(data, dict):
            return ""
        errors = data.get("errors")
        details = [
            (error.get("message") or error.get("code", "")) if isinstance(error, dict) else error
            for error in (errors if isinstance(errors, list) else ())
        ]
        said = (" ".join(str(part).split()) for part in (data.get("message", ""), *details) if part)
        return "; ".join(said)
