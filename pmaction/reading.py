"""From a file's bytes to values: a Postmortem or a Config, or the findings that say why not."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pmaction.bounds import MAX_BYTES
from pmaction.config import Config
from pmaction.config_checks import check_config
from pmaction.document import Document, read_document
from pmaction.findings import Finding, in_reading_order
from pmaction.model import Postmortem
from pmaction.moment import Moment
from pmaction.rules.settings import check_settings, read_settings
from pmaction.schema_check import fits, moment_of

_Value = TypeVar("_Value", Postmortem, Config)


class PostmortemFile(Struct, frozen=True):
    """One file that should hold a postmortem.

    `postmortem` is None when the file cannot be read as one; the findings then say why. `text` is
    what stands in a file that is no YAML, and so no document.
    """

    path: str
    document: Document | None
    postmortem: Postmortem | None
    findings: tuple[Finding, ...] = ()
    text: str = ""


def read_postmortem(path: str, raw: bytes) -> PostmortemFile:
    """Read one postmortem; `path` is only what findings name."""
    document = read_document(path, raw)
    if not isinstance(document, Document):
        return PostmortemFile(path, None, None, document, _text_of(raw))
    findings = _schema_findings(document, "postmortem.v1")
    if findings:
        return PostmortemFile(path, document, None, in_reading_order(findings))
    postmortem = _convert(document.data, Postmortem)
    # Of ten thousand files, the data beside the postmortems would take most of the memory.
    return PostmortemFile(path, document.without_data(), postmortem)


def _text_of(raw: bytes) -> str:
    """Give what can be read of a file that is no YAML, as far as it is text."""
    return "" if b"\0" in raw else raw[:MAX_BYTES].decode("utf-8-sig", errors="replace")


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
    findings = _schema_findings(document, "config.v1")
    if not findings:
        findings = (*check_config(document), *check_settings(document))
    if findings:
        return in_reading_order(findings)
    config = _convert({**document.data, "rules": {}}, Config)
    return replace(config, rules=read_settings(document.data.get("rules", {})))


def _schema_findings(document: Document, schema: str) -> tuple[Finding, ...]:
    if fits(document.data, schema):
        return ()
    from pmaction.schema import check_schema  # jsonschema takes longer to import than many files.

    return check_schema(document, schema)


def _convert(data: Any, kind: type[_Value]) -> _Value:
    return msgspec.convert(_stripped(data), kind, dec_hook=_moment)


def _moment(kind: type, value: Any) -> Any:
    if kind is Moment:
        return moment_of(value)
    raise NotImplementedError(kind)


def _stripped(data: Any) -> Any:
    """Drop the line end that block scalars leave behind every text, and the `.0` of a count."""
    if isinstance(data, str):
        return data.strip()
    if isinstance(data, dict):
        # Texts are most of what there is; to ask here spares a call for each.
        return {
            key: value.strip() if isinstance(value, str) else _stripped(value)
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [_stripped(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data
