"""Files that ship with pmaction: inside the package when installed, beside it in a checkout."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


def shipped(name: str) -> Traversable:
    """Give a shipped file or folder by its path in the source tree, such as `examples`."""
    package = files("pmaction")
    installed = package / "data" / name
    if installed.is_dir() or installed.is_file():
        return installed
    return package / ".." / name


@cache
def json_schema(name: str) -> dict[str, Any]:
    """Give one of the shipped JSON Schemas by name, such as `postmortem.v1`."""
    schema: dict[str, Any] = json.loads(
        shipped(f"schemas/{name}.schema.json").read_text(encoding="utf-8")
    )
    return schema
