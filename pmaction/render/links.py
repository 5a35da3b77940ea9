"""Where links lead, written so that no character of a path says something else."""

from __future__ import annotations

import re

_UNSAFE = r"\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069()<>|`\\\[\]"
# In a path, what would begin a fragment or a query, or end an attribute, is part of a name.
_UNSAFE_IN_PATH = re.compile(f"[{_UNSAFE}%#?\"']")
_UNSAFE_IN_ADDRESS = re.compile(f"[{_UNSAFE}]")


def to_file(base: str, path: str, fragment: str = "") -> str:
    """Give what leads to a file; `base` is an address or a way that stands before its path."""
    return f"{base}{_UNSAFE_IN_PATH.sub(percent_coded, path)}{fragment}"


def safe_address(address: str) -> str:
    """Write an address so that no character of it ends a link."""
    return _UNSAFE_IN_ADDRESS.sub(percent_coded, address)


def percent_coded(match: re.Match[str]) -> str:
    """Write what a pattern found as an address has it: `%20`."""
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
