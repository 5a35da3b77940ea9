"""How alike texts are by their words: the rarer a word is among all texts, the more it counts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_FEWEST_SHARED = 3
_CLASSES = 6


@dataclass(frozen=True, slots=True)
class _Sums:
    """What a text's words weigh together, and how long they are as a vector."""

    total: float
    length: float


class WordLikeness:
    """Texts by name, each as the set of its words."""

    def __init__(self, texts: Mapping[str, Collection[str]]) -> None:
        self.texts = {name: frozenset(words) for name, words in texts.items()}
        common = Counter(word for words in self.texts.values() for word in words)
        self.weights = {
            word: math.log(1 + len(self.texts) / (1 + count)) for word, count in common.items()
        }
        self._sums = {name: self._sums_of(words) for name, words in self.texts.items()}
        self._limits, self._bits = self._classes()

    def _sums_of(self, words: Collection[str]) -> _Sums:
        weights = [self.weights[word] for word in words]
        return _Sums(math.fsum(weights), math.sqrt(math.fsum(one * one for one in weights)))

    def _classes(self) -> tuple[tuple[float, ...], dict[str, tuple[int, ...]]]:
        """Sort the words into classes of about the same weight, and give each text's as bits.

        Of most pairs the bits already show that they are not alike.
        """
        ordered = sorted(self.weights, key=lambda word: (self.weights[word], word))
        size = -(-len(ordered) // _CLASSES) or 1
        parts = [ordered[start : start + size] for start in range(0, len(ordered), size)]
        bit = {
            word: (n, 1 << place) for n, part in enumerate(parts) for place, word in enumerate(part)
        }
        bits = {}
        for name, words in self.texts.items():
            found = [0] * len(parts)
            for word in words:
                n, value = bit[word]
                found[n] |= value
            bits[name] = tuple(found)
        return tuple(self.weights[part[-1]] for part in parts), bits

    def likeness(self, one: str, other: str, least: float = 0.0) -> float:
        """Say how alike two texts are, from 0 to 1; below `least` it may say 0.

        It is the geometric mean of what they share of the two together (cosine) and of the one
        that says less (overlap).
        """
        first, second = self._sums[one], self._sums[other]
        lengths, smaller = first.length * second.length, min(first.total, second.total)
        shared = squares = total = 0.0
        for a, b, limit in zip(self._bits[one], self._bits[other], self._limits, strict=True):
            count = (a & b).bit_count()
            shared += count
            total += count * limit
            squares += count * limit * limit
        if shared < _FEWEST_SHARED or squares * total < least * least * lengths * smaller:
            return 0.0
        # Exact sums: they are the same in whichever order a set gives its words.
        weights = [self.weights[word] for word in self.texts[one] & self.texts[other]]
        cosine = math.fsum(weight * weight for weight in weights) / lengths
        return math.sqrt(cosine * math.fsum(weights) / smaller)

    def shared(self, one: str, other: str) -> list[str]:
        """Give the words that two texts share, the rarest first."""
        words = self.texts[one] & self.texts[other]
        return sorted(words, key=lambda word: (-self.weights[word], word))
