"""From a file's bytes to values: a Postmortem or a Config, or the findings that say why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from pmaction.config import Config
from pmaction.document import Document, read_document
from pmaction.findings import Finding, Severity, in_reading_order
from pmaction.model import Postmortem
from pmaction.moment import Moment, parse_moment
from pmaction.rules import RULE_IDS
from pmaction.schema import check_schema
from pmaction.suggest import suggest

_Value = TypeVar("_Value", Postmortem, Config)


@dataclass(frozen=True, slots=True)
class PostmortemFile:
    """One file that should hold a postmortem.

    `postmortem` is None when the file cannot be read as one; the findings then say why.
    """

    path: str
    document: Document | None
    postmortem: Postmortem | None
    findings: tuple[Finding, ...] = ()


def read_postmortem(path: str, raw: bytes) -> PostmortemFile:
    """Read one postmortem; `path` is only what findings name."""
    document = read_document(path, raw)
    if not isinstance(document, Document):
        return PostmortemFile(path, None, None, document)
    findings = check_schema(document, "postmortem.v1")
    if findings:
        return PostmortemFile(path, document, None, in_reading_order(findings))
    return PostmortemFile(path, document, _convert(document.data, Postmortem))


def read_config(path: str, raw: bytes) -> Config | tuple[Finding, ...]:
    """Read a configuration, or give the findings that make it unusable."""
    if not raw.decode("utf-8", errors="replace").strip():
        return Config()
    document = read_document(path, raw)
    if not isinstance(document, Document):
        only_comments = len(document) == 1 and document[0].rule == "empty-file"
        return Config() if only_comments else document
    if document.data is None:
        return Config()
    findings = check_schema(document, "config.v1")
    if not findings:
        findings = (*_useless_patterns(document), *_unknown_names(document))
    if findings:
        return in_reading_order(findings)
    return _convert(document.data, Config)


def _useless_patterns(document: Document) -> Iterator[Finding]:
    for index, pattern in enumerate(document.data.get("postmortems", ())):
        parts = [part for part in pattern.split("/") if part not in ("", ".")]
        if any("**" in part and part != "**" for part in parts):
            message = f"`{pattern}` has ** beside other characters, and names nothing"
        elif pattern.endswith("/") or not parts or parts[-1] == "**":
            message = f"`{pattern}` names folders, and no file"
        else:
            continue
        yield document.finding(
            ("postmortems", index),
            "bad-format",
            Severity.ERROR,
            message,
            "Write it like postmortems/**/*.yaml, where ** stands for any number of folders.",
        )


def _unknown_names(document: Document) -> Iterator[Finding]:
    zone = document.data.get("time_zone")
    if zone is not None and not _is_time_zone(zone):
        known = available_timezones()
        yield document.finding(
            ("time_zone",),
            "unknown-name",
            Severity.ERROR,
            f"`{zone}` is not a time zone{suggest(zone, known)}",
            "Use an IANA name such as Europe/Berlin or UTC."
            if known
            else "This system knows none but UTC; `pip install tzdata` brings the others.",
        )
    for rule in document.data.get("rules", {}):
        if rule not in RULE_IDS:
            yield document.finding(
                ("rules", rule),
                "unknown-name",
                Severity.ERROR,
                f"there is no rule `{rule}`{suggest(rule, RULE_IDS)}",
                "`pmaction rules` lists them all.",
                of_key=True,
            )


def _is_time_zone(name: str) -> bool:
    if name == "UTC":
        return True
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _convert(data: Any, kind: type[_Value]) -> _Value:
    return msgspec.convert(_stripped(data), kind, dec_hook=_moment)


def _moment(kind: type, value: Any) -> Any:
    if kind is Moment:
        return parse_moment(value)
    raise NotImplementedError(kind)


def _stripped(data: Any) -> Any:
    """Drop the line end that block scalars leave behind every text, and the `.0` of a count."""
    if isinstance(data, dict):
        return {key: _stripped(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_stripped(value) for value in data]
    if isinstance(data, float) and data.is_integer():
        return int(data)
    return data.strip() if isinstance(data, str) else data
