"""The single values of a YAML document: text, numbers, true, false and nothing."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import ScalarEvent
from ruamel.yaml.nodes import ScalarNode

from pmaction.positions import Path
from pmaction.refusal import CORE, Refusal, number_refusal, tag_refusal

_NUMBERS_AND_WORDS = {
    CORE + "int": "a whole number",
    CORE + "float": "a number",
    CORE + "bool": "true or false",
    CORE + "null": "nothing",
}
_AS_TEXT = {CORE + name for name in ("str", "timestamp", "value")}
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class YamlScalars:
    """Makes values of scalars as YAML 1.2 has them; dates and times stay text."""

    def __init__(self, yaml: YAML) -> None:
        self._yaml = yaml

    def value(self, event: ScalarEvent, path: Path) -> Any:
        """Give the value of a scalar.

        Raises Refusal for foreign tags and for what is not what its tag says.
        """
        text = whole_text(event, path)
        tag = event.tag
        if tag in (None, "!"):
            tag = self._yaml.resolver.resolve(ScalarNode, event.value, event.implicit)
        tag, at = str(tag), event.start_mark.index
        if tag in _AS_TEXT:
            return text
        if tag not in _NUMBERS_AND_WORDS:
            raise tag_refusal(tag, at, path)
        node = ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        try:
            value = self._yaml.constructor.construct_object(node)
        except (YAMLError, ValueError, KeyError, IndexError):
            kind = _NUMBERS_AND_WORDS[tag]
            raise number_refusal(text, f"cannot be read as {kind}", at, path) from None
        # Larger numbers, infinity and not-a-number would only break where they are written.
        if isinstance(value, (int, float)) and not -(2**63) < value < 2**63:
            raise number_refusal(text, "is not a number that can be counted with", at, path)
        return value


def whole_text(event: ScalarEvent, path: Path) -> str:
    """Give the text of a scalar.

    Raises Refusal for half a character, which could not be written to any file.
    """
    text = str(event.value)
    if _HALF_CHARACTER.search(text):
        raise Refusal(
            "control-character",
            event.start_mark.index,
            "an escape between D800 and DFFF in this text is only half a character",
            "Write the character itself, or its whole code after `\\U`.",
            path,
        )
    return text
