"""What secrets look like: the forms that their issuers give them, and assignments of odd values.

Each form has signs, pieces of text without which it cannot be there. Looking for these is quick,
so that texts without secrets cost next to nothing. All patterns are bounded or read on without
going back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from pmaction.lazy_pattern import LazyPattern
from pmaction.secret_commands import PIECES, PLACES, WORDS, Place
from pmaction.secret_values import is_odd, is_password, is_placeholder

_Test = Callable[[re.Match[str]], bool]


class Form(NamedTuple):
    """One form of a secret: its name for messages, its signs and its pattern."""

    name: str
    signs: tuple[str, ...]
    pattern: LazyPattern


def _form(name: str, signs: str, pattern: str) -> Form:
    # With the rest of it, however long: whoever shows the line shows no part of it.
    whole = rf"(?<![A-Za-z0-9]){pattern}[\w+=-]{{0,4000}}"
    return Form(name, tuple(signs.split(" ")), LazyPattern(whole))


FORMS: tuple[Form, ...] = (
    _form("an AWS access key", "AKIA ASIA", r"A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    _form("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36}"),
    _form("a GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{20}"),
    _form(
        "a GitLab token",
        "glpat- gldt- glrt- glcbt- glptt- glft-",
        r"gl(?:pat|[dr]t|cbt|ptt|ft)-[\w-]{20}",
    ),
    _form(
        "a Slack token",
        "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe xapp-",
        r"x(?:ox[a-z]{1,2}|app)-[\w-]{20}",
    ),
    _form(
        "the address of a Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows)/T[A-Z0-9]{6,}/[A-Z0-9]{6,}/[A-Za-z0-9]{16}",
    ),
    _form(
        "the address of a Discord webhook",
        "/api/webhooks/",
        r"discord(?:app)?\.com/api/webhooks/\d{6,}/[\w-]{40}",
    ),
    _form("a Stripe key", "k_live_", r"[sr]k_live_[A-Za-z0-9]{16}"),
    _form("a Stripe webhook secret", "whsec_", r"whsec_[A-Za-z0-9+/]{24}"),
    _form("a Google API key", "AIza", r"AIza[\w-]{35}"),
    _form("a Google client secret", "GOCSPX-", r"GOCSPX-[\w-]{28}"),
    _form("an Anthropic key", "sk-ant-", r"sk-ant-[\w-]{20}"),
    _form("an OpenAI key", "sk-", r"sk-(?:(?:proj|svcacct|admin)-[\w-]{40}|[A-Za-z0-9]{48})"),
    _form("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    _form("a PyPI token", "pypi-Ag", r"pypi-Ag[\w-]{50}"),
    _form("a SendGrid key", "SG.", r"SG\.[\w-]{22}\.[\w-]{43}"),
    _form("a DigitalOcean token", "dop_v1_ doo_v1_", r"do[op]_v1_[0-9a-f]{64}"),
    _form("a HashiCorp Vault token", "hvs. hvb.", r"hv[sb]\.[\w-]{24}"),
    _form("a Terraform Cloud token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60}"),
    _form("a Grafana token", "glsa_ glc_", r"gl(?:sa|c)_[A-Za-z0-9+/=_]{32}"),
    _form("a Linear key", "lin_api_", r"lin_api_[A-Za-z0-9]{40}"),
    _form("an Atlassian token", "ATATT3 ATCTT3", r"AT[AC]TT3[\w=-]{50}"),
    _form("a New Relic key", "NRAK-", r"NRAK-[A-Z0-9]{27}"),
    _form("a Shopify token", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    _form("a Hugging Face token", "hf_", r"hf_[A-Za-z]{34}"),
    _form("a Databricks token", "dapi", r"dapi[0-9a-f]{32}"),
    _form("a Docker Hub token", "dckr_pat_", r"dckr_pat_[\w-]{27}"),
    _form("a Sentry token", "sntrys_ sntryu_", r"sntry[su]_[\w+/=-]{40}"),
    _form("an Azure storage key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{86}=="),
    _form("a Google token", "ya29.", r"ya29\.[\w-]{40}"),
    _form("a CircleCI token", "CCIPAT_", r"CCIPAT_\w{20}"),
    _form("a PlanetScale password", "pscale_", r"pscale_(?:tkn|pw|oauth)_[\w-]{32}"),
    _form("a RubyGems key", "rubygems_", r"rubygems_[0-9a-f]{48}"),
    _form("a Pulumi token", "pul-", r"pul-[0-9a-f]{40}"),
    _form("a Mailgun key", "key-", r"key-[0-9a-f]{32}"),
    _form("a Telegram token", ":AA", r"\d{8,10}:AA[\w-]{33}"),
    _form("an age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    _form("a JSON Web Token", "eyJ", r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10}"),
    Form(
        "a private key",
        ("PRIVATE KEY",),
        # With all that follows: whoever shows the line shows no part of the key.
        LazyPattern(
            r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
            r"(?:[\sA-Za-z0-9+/=\\:,-]{0,10000}PRIVATE KEY(?: BLOCK)?-----"
            r"|[\sA-Za-z0-9+/=\\]{0,10000})"
        ),
    ),
)

_SIGNS = tuple(sign for form in FORMS for sign in form.signs)
# Addresses with a password in them: scheme://user:password@host.
_IN_ADDRESS = LazyPattern(r"://[^\s/:@\"'<>]{0,100}:([^\s/@\"'<>]{3,1000})@[\w\[]")
_ASSIGNED = LazyPattern(r"(?::=|=>|:|=|\bis\b|\bwas\b)\s{0,3}[\"'`]?([^\s\"'`,;()]{8,4000})")
_NAME_BEFORE = LazyPattern(
    r"(?:passwords?|passwd|passphrase|pwd|secret(?:[_-]?(?:access)?[_-]?key)?|token"
    r"|api[_ -]?key|access[_ -]?key|client[_-]?secret|private[_-]?key|credentials?)"
    r"[\"'`]?\s{0,3}\Z",
    re.IGNORECASE,
)
_LONGEST_NAME = 24
_ASSIGNMENT_SIGNS = ("pass", "pwd", "secret", "token", "key", "credential")

_START = re.compile(r"(?:^|(?<=[^A-Za-z]))[A-Za-z]+(?=[^A-Za-z])")
# A sign whose letters are a word by themselves cannot be there where the word is not.
_WORDS = frozenset(
    max(words, key=len).lower() for sign in _SIGNS if (words := _START.findall(sign))
)
_ALL_PIECES = PIECES + tuple(
    sign.lower() for sign in _SIGNS if not _START.findall(sign) and sign.isalpha()
)


def can_hold_secrets(text: str, words: frozenset[str]) -> bool:
    """Say whether a text can hold a secret at all, by its words in lower case; it is quick."""
    if "://" in text or ":AA" in text or not (words.isdisjoint(_WORDS) and words.isdisjoint(WORDS)):
        return True
    together = " ".join(words)
    return any(piece in together for piece in _ALL_PIECES)


def kinds_of_secrets(text: str) -> tuple[str, ...]:
    """Name each kind of secret that stands in a text, once; never the secret itself."""
    return tuple(kind for kind, _ in secrets_in(text))


class Secret(NamedTuple):
    """One secret in a text: its kind, where what tells of it begins, and where it is itself."""

    kind: str
    begin: int
    start: int
    end: int


def each_secret(text: str) -> tuple[Secret, ...]:
    """Give all secrets in a text, in the order of their places."""
    return tuple(sorted(_searched(text)[0], key=lambda secret: secret.start))


def secrets_in(text: str) -> tuple[tuple[str, int], ...]:
    """Give each kind of secret in a text, once, with where the first of that kind begins."""
    first: dict[str, int] = {}
    for kind, begin, _, _ in _searched(text)[0]:
        first[kind] = min(begin, first.get(kind, begin))
    return tuple(first.items())


def without_secrets(text: str) -> str:
    """Give a text with a star for every character of a secret."""
    return _searched(text)[1]


def _searched(text: str) -> tuple[list[Secret], str]:
    """Give all secrets, and the text with stars in their places.

    What is found first is gone for all that follow: `token: ghp_...` is one secret, and is named
    by what is known best of it.
    """
    found: list[Secret] = []

    def starred(kind: str, pattern: LazyPattern, is_one: _Test) -> None:
        nonlocal text

        def star(match: re.Match[str]) -> str:
            if not is_one(match):
                return match[0]
            start, end = match.span(match.re.groups)
            found.append(Secret(kind, match.start(), start, end))
            before, after = text[match.start() : start], text[end : match.end()]
            return f"{before}{'*' * (end - start)}{after}"

        text = pattern.sub(star, text)

    # One flat list, since nearly all texts are done with it.
    if [sign for sign in _SIGNS if sign in text]:
        for form in FORMS:
            if not any(sign in text for sign in form.signs):
                continue
            starred(form.name, form.pattern, lambda match: not is_placeholder(match[0]))
    if "://" in text and "@" in text:
        starred("an address with a password", _IN_ADDRESS, lambda match: is_password(match[1]))
    folded = text.lower()
    for place in PLACES:
        if any(sign in folded for sign in place.signs):
            starred(place.name, place.pattern, partial(_is_at, place))
    if any(sign in folded for sign in _ASSIGNMENT_SIGNS):
        starred("a password or key", _ASSIGNED, _is_assigned)
    return found, text


def _is_at(place: Place, match: re.Match[str]) -> bool:
    return place.is_one(match[match.re.groups])


def _is_assigned(match: re.Match[str]) -> bool:
    """Say whether an odd value is given to something that is called like a secret."""
    start = match.start()
    before = match.string[max(0, start - _LONGEST_NAME) : start]
    return bool(_NAME_BEFORE.search(before)) and is_odd(match[1])
