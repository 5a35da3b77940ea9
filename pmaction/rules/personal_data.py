"""The rule about personal data: addresses and numbers by which a person can be found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Struct

from pmaction.lazy_pattern import LazyPattern
from pmaction.model import Postmortem
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.options import Option
from pmaction.rules.texts import texts_of

_DOMAIN = LazyPattern(r"@((?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24})\b")
# What stands in an address after a colon is a password, and the rule about secrets has it.
_NAME_BEFORE = LazyPattern(r"(?<![\w.+/:%${}-])[A-Za-z0-9][\w.+-]{0,63}\Z")
_LONGEST_NAME = 65
# Written so that no machine finds it: jane.doe [at] acme (dot) com.
_DOT = r"(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)"
_SPELT = LazyPattern(
    r"(?<![\w.+-])([A-Za-z0-9][\w.+-]{0,63})\s?[\[({]\s?at\s?[\])}]\s?"
    rf"((?:[A-Za-z0-9-]{{1,63}}{_DOT}){{1,5}}[A-Za-z]{{2,24}})\b",
    re.IGNORECASE,
)
_SPELT_SIGNS = ("at]", "at)", "at}", "at ]", "at )", "at }", "AT]", "AT)")
# Addresses of a function and not of a person.
_FUNCTIONS = LazyPattern(
    r"(?:git|no-?reply|do-?not-?reply|postmaster|hostmaster|webmaster|abuse|security|support|help"
    r"|helpdesk|info|contact|hello|office|sales|billing|press|privacy|legal|dpo|team|admin|root"
    r"|ops|devops|sre|on-?call|alerts?|monitoring|notifications?|status|incidents?|bot|ci"
    r"|mailer-daemon|service|user|users|test|example)(?:[+._-].*)?",
    re.IGNORECASE,
)
_NOT_REAL = LazyPattern(
    r"(?:.*\.)?example\.(?:com|org|net|edu)|.*\.(?:example|invalid|test|local|localhost|internal"
    r"|noreply\.github\.com|iam\.gserviceaccount\.com)|users\.noreply\.github\.com"
    # Not a domain but a file: logo@2x.png.
    r"|.*\.(?:png|jpe?g|gif|svg|webp|js|mjs|ts|tsx|jsx|css|json|ya?ml|toml|md|py|rb|go|rs|sh"
    r"|service|socket|timer|target|mount|gz|zip|whl|jar)",
    re.IGNORECASE,
)
_PHONE = LazyPattern(
    r"(?<![\w.+/=:-])\+\d{1,3}(?:[ .-]?\(0?\d{0,3}\))?(?:[ .-]?\d{2,5}){2,5}(?![\w.-]*\w)"
    r"|(?<![\w.+/=:#-])(?:\([2-9]\d\d\) ?|[2-9]\d\d[.-])[2-9]\d\d[.-]\d{4}(?![\w.-]*\w)"
)
_PHONE_DIGITS = 9
_LONGEST = 42
"""No such number is longer, blanks included: that of a bank account in Malta, say, has 39."""
_SOCIAL_SECURITY = LazyPattern(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_CARD = LazyPattern(r"(?<![\w.-])(?:4\d{3}|5[1-5]\d{2}|6011|3[47]\d{2})(?:[ -]?\d){9,12}(?![\w-])")
_IBAN = LazyPattern(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CUSTOMERS_IP = LazyPattern(
    r"\b(?:customer|user|client|visitor|subscriber|caller|reporter|patient|member)(?:'s|s'?)?\b"
    r"[^.\n]{0,40}?(?<![\w.])((?:\d{1,3}\.){3}\d{1,3})(?![\w.]*\d)",
    re.IGNORECASE,
)
# Digits with little between them, more of them than a date has: what all these numbers share.
# Two patterns, since one that begins with a set of characters is looked for much faster.
_NUMBERS = (re.compile(r"\d[\d ().-]{9,}\d"), re.compile(r"[A-Z][A-Z]\d\d[ A-Z0-9]{11}"))
_IP = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d")


class PersonalDataOptions(Struct, frozen=True):
    """Options of `personal-data`."""

    allowed_domains: Annotated[
        tuple[str, ...],
        Option(
            "Domains whose e-mail addresses may be written, as your own.",
            "a list of domains such as example.com",
        ),
    ] = ()


def personal_data(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """No e-mail address, phone number or other personal data stands in the document.

    Why: a postmortem is read by many, kept for years and copied into issues. A customer's address
    has no purpose there, and its deletion cannot be promised to anybody.

    Fix: write what matters of the person: `a customer on the free plan`. Colleagues are named by
    their handle. Reported are e-mail addresses of persons (not `support@...`), phone numbers,
    numbers of cards, bank accounts and social security, and IP addresses that are said to be a
    customer's or user's; addresses of servers are no personal data.

    Failing:
        impact:
          description: The first report came from erika.mustermann@posteo.de at 10:04.

    Passing:
        impact:
          description: The first report came from a customer, by support@posteo.de, at 10:04.
    """
    allowed = surroundings.options(PersonalDataOptions).allowed_domains
    comments = surroundings.comments
    if comments.joined and any(_kinds(comments.joined, allowed)):
        for at, comment in comments.each():
            if first := _first_of_each_kind(comment, allowed):
                yield _problem((), first, place=at.later(min(first.values())))
    texts = texts_of(postmortem)
    if not any(_kinds(texts.joined, allowed)):
        return
    for text in texts.all:
        if first := _first_of_each_kind(text.text, allowed):
            yield _problem(text.path, first, offset=min(first.values()))


def _problem(path: Path, first: dict[str, int], **where: Any) -> Problem:
    kinds = [*first]
    return Problem(
        path,
        f"{' and '.join(kinds)} {'stands' if len(kinds) == 1 else 'stand'} here, which is "
        "personal data",
        "Say what matters of the person instead, such as “a customer on the free plan”; "
        "colleagues by their handle.",
        **where,
    )


def _first_of_each_kind(text: str, allowed: tuple[str, ...]) -> dict[str, int]:
    """Give the kinds of personal data in a text, each with where the first of them begins."""
    first: dict[str, int] = {}
    for kind, begins in _kinds(text, allowed):
        first.setdefault(kind, begins)
    return first


def _kinds(text: str, allowed: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    if "@" in text and (email := _email_in(text, allowed)) is not None:
        yield "an e-mail address", email
    if (spelt := _spelt_email_in(text, allowed)) is not None:
        yield "an e-mail address", spelt
    for pattern in _NUMBERS:
        for found in pattern.finditer(text):
            for kind in _kinds_of_number(_around(found)):
                yield kind, found.start()
    if _IP.search(text):
        for match in _CUSTOMERS_IP.finditer(text):
            if _is_public(match[1]):
                yield "the IP address of a customer or user", match.start(1)


def _email_in(text: str, allowed: tuple[str, ...]) -> int | None:
    """Give where the first e-mail address of a person begins, if there is one."""
    for found in _DOMAIN.finditer(text):
        end = found.start()
        name = _NAME_BEFORE.search(text[max(0, end - _LONGEST_NAME) : end])
        if name is not None and _is_persons(name[0], found[1], allowed):
            return end - len(name[0])
    return None


def _spelt_email_in(text: str, allowed: tuple[str, ...]) -> int | None:
    """Give where the first address begins that is spelt out, as in `jane [at] acme [dot] com`."""
    if any(sign in text for sign in _SPELT_SIGNS):
        for found in _SPELT.finditer(text):
            if _is_persons(found[1], re.sub(_DOT, ".", found[2]), allowed):
                return found.start()
    return None


def _is_persons(name: str, domain: str, allowed: tuple[str, ...]) -> bool:
    if _FUNCTIONS.fullmatch(name) or _NOT_REAL.fullmatch(domain):
        return False
    return not any(f".{domain}".casefold().endswith(f".{one}".casefold()) for one in allowed)


def _around(number: re.Match[str]) -> str:
    """Give a number with what stands next to it, which says whether it is a part of something."""
    start, end = number.span()
    return number.string[max(0, start - 3) : max(end, start + _LONGEST) + 5]


def _kinds_of_number(text: str) -> Iterator[str]:
    if any(sum(map(str.isdigit, match[0])) >= _PHONE_DIGITS for match in _PHONE.finditer(text)):
        yield "a phone number"
    if _SOCIAL_SECURITY.search(text):
        yield "a social security number"
    if any(_is_card(match[0]) for match in _CARD.finditer(text)):
        yield "the number of a credit card"
    if any(_is_iban(match[0]) for match in _IBAN.finditer(text)):
        yield "the number of a bank account"


def _is_card(text: str) -> bool:
    """Check the last digit, which is computed from the others (Luhn)."""
    digits = [int(char) for char in text if char.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_iban(text: str) -> bool:
    """Check both check digits (ISO 13616: the rest of a division by 97 is 1)."""
    bare = text.replace(" ", "")
    return len(bare) >= 15 and int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97 == 1


def _is_public(address: str) -> bool:
    """Say whether an IP address can belong to somebody on the internet."""
    parts = [int(part) for part in address.split(".")]
    if max(parts) > 255:
        return False
    first, second, third, _ = parts
    reserved = first in (0, 10, 127) or first >= 224
    private = (first, second) in ((192, 168), (169, 254)) or (
        (first == 172 and 16 <= second < 32) or (first == 100 and 64 <= second < 128)
    )
    documents = (first, second, third) in ((192, 0, 2), (198, 51, 100), (203, 0, 113))
    return not (reserved or private or documents)
