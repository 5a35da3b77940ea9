"""Edits of a YAML list: entries are taken out and added, and the others keep their bytes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ruamel.yaml.nodes import Node

from pmaction.tracking.front_matter_places import (
    Edit,
    Entry,
    after_colon,
    end_of,
    eol_of,
    is_empty,
    is_flow,
)
from pmaction.tracking.front_matter_values import to_yaml


def list_edits(text: str, entry: Entry, kept: Sequence[int], new: Sequence[str]) -> list[Edit]:
    """Keep only these indexes of a list, in order, and put the new names behind them."""
    name, value = entry
    if is_flow(value):
        if kept:
            return _in_flow(text, value.value, kept, new)
        return [(value.start_mark.index, value.end_mark.index, to_yaml(list(new)))]
    if kept or new:
        return _in_block(text, value.value, kept, new)
    colon = after_colon(text, name)
    return [(colon, colon, " []"), *_in_block(text, value.value, [], [])]


def _in_flow(
    text: str, nodes: Sequence[Node], kept: Sequence[int], new: Sequence[str]
) -> list[Edit]:
    edits = []
    for index, node in enumerate(nodes):
        if index in kept:
            continue
        if index < kept[-1]:
            edits.append((node.start_mark.index, nodes[index + 1].start_mark.index, ""))
        else:
            edits.append((end_of(text, nodes[index - 1]), end_of(text, node), ""))
    at = end_of(text, nodes[kept[-1]])
    return [*edits, *((at, at, f", {to_yaml(each)}") for each in new[::-1])]


def _in_block(
    text: str, nodes: Sequence[Node], kept: Collection[int], new: Sequence[str]
) -> list[Edit]:
    edits = []
    for index, node in enumerate(nodes):
        if index not in kept:
            start = text.rfind("\n", 0, node.start_mark.index) + 1
            end = text.find("\n", end_of(text, node)) + 1 or len(text)
            edits.append((start, end, ""))
    first = next(node.start_mark.index for node in nodes if not is_empty(node))
    last = end_of(text, nodes[-1])
    lead = text[text.rfind("\n", 0, first) + 1 : first]
    at = text.find("\n", last) + 1 or len(text)
    return [*edits, *((at, at, f"{lead}{to_yaml(each)}{eol_of(text)}") for each in new[::-1])]
