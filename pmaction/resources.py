"""Files that ship with pmaction: inside the package when installed, beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

# importlib.resources would do the same for packages in archives, which ours cannot be: what it
# needs is partly made of machine code. Importing it takes as long as reading a hundred files.
_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Give a shipped file or folder by its path in the source tree, such as `examples`."""
    installed = _PACKAGE / "data" / name
    return installed if installed.exists() else _PACKAGE.parent / name


@cache
def json_schema(name: str) -> dict[str, Any]:
    """Give one of the shipped JSON Schemas by name, such as `postmortem.v1`."""
    raw = shipped(f"schemas/{name}.schema.json").read_bytes()
    schema: dict[str, Any] = msgspec.json.decode(raw)
    return schema
