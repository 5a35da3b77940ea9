"""Rules about who reads it: mentions, links that readers cannot open, what must stay inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Struct

from pmaction.enumeration import listed
from pmaction.lazy_pattern import LazyPattern
from pmaction.model import Postmortem
from pmaction.quoting import cut
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.options import Option
from pmaction.rules.texts import texts_of, without_code

_MENTION = LazyPattern(
    r"(?<![\w@/.:=+-])@[A-Za-z0-9][A-Za-z0-9_-]{0,38}(?:/[A-Za-z0-9][\w.-]{0,99})?(?![\w@]|\.\w)"
)
# What code means by an @: annotations, decorators, rules of style sheets, scopes of packages.
_CODE_NAMES = LazyPattern(
    r"Transactional|Inject|Override|Autowired|Component|Service|Repository|(?:Rest)?Controller|Bean"
    r"|Deprecated|Nullable|No[nt]Null|Entity|Injectable|Async|Scheduled|Cacheable|Retryable"
    r"|Configuration|PostConstruct|PreDestroy|Mock(?:Bean)?|Primary|Qualifier|Value|Query"
    r"|Valid(?:ated)?|Singleton|Provides|(?:Request|Get|Post|Put)Mapping|(?:Event|Kafka)Listener"
    r"|Timed|property|dataclass|staticmethod|classmethod|cached_property|lru_cache|abstractmethod"
    r"|contextmanager|media|keyframes|param|deprecated"
    r"|(?:types|angular|babel|aws-sdk|nestjs|vue|opentelemetry|grpc|octokit|prisma|tanstack|mui"
    r"|emotion|testing-library|storybook|typescript-eslint|eslint|apollo|reduxjs|vitejs|sentry"
    r"|aws-cdk|azure|google-cloud|react-native|sveltejs)/.*"
)
_SPEAKS_OF_CODE = LazyPattern(r"\b(?:annotat|decorator|attribute\b|bean\b)", re.IGNORECASE)
# The host behind a password that stars stand for: postgres://app:***@db/prod.
_IN_ADDRESS = LazyPattern(r"://[^\s/]{1,200}\Z")
_LONGEST_ADDRESS = 204
_NEAR = 40
_ADDRESS = LazyPattern(r"\bhttps?://([^\s/?#\"'<>()\[\]]{1,253})", re.IGNORECASE)


def mention_in_text(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """No `@name` stands in free text.

    Why: wherever the text is copied to, a chat or an issue, `@name` calls the person or the whole
    team. pmaction itself takes the effect out of every mention that it writes; other tools do not.
    And a story of systems needs no names.

    Fix: write the role (`the on-call engineer`), drop the @, or put the name in back ticks.
    Handles belong into `owner`, `actor`, `authors` and their like, where they are expected.

    Failing:
        lessons:
          went_well: ["Thanks to @example-org/email-team for the quick answer."]

    Passing:
        lessons:
          went_well: [Thanks to the email team for the quick answer.]
    """
    texts = texts_of(postmortem)
    for text in map(texts.at, sorted(texts.holding("@"))):
        if text.is_prose:
            found = [one for one in _MENTION.finditer(without_code(text.text)) if _calls(one)]
            if found:
                names = dict.fromkeys(cut(one[0]) for one in found)
                yield Problem(
                    text.path,
                    f"{listed([*names])} would be called wherever this text is copied to",
                    "Write the role, drop the @, or put the name in back ticks.",
                    offset=found[0].start(),
                )


def _calls(mention: re.Match[str]) -> bool:
    """Say whether a mention is one of a person or team, and not of something in code."""
    name = mention[0][1:]
    if _CODE_NAMES.fullmatch(name):
        return False
    start, end = mention.span()
    if _IN_ADDRESS.search(mention.string[max(0, start - _LONGEST_ADDRESS) : start]):
        return False
    around = mention.string[max(0, start - _NEAR) : end + _NEAR]
    return not (name[0].isupper() and name.isalpha() and _SPEAKS_OF_CODE.search(around))


class PrivateLinkOptions(Struct, frozen=True):
    """Options of `private-link`."""

    hosts: Annotated[
        tuple[str, ...],
        Option(
            "Hosts that not all readers can open, each with those below it; none by default.",
            "a list of host names such as wiki.example.internal",
        ),
    ] = ()


def private_link(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """No link leads to a host that not all readers can open, where `.pmaction.yml` names such.

    Why: a reader outside sees a link that does not open, and learns how the inside is called.

    Fix: link something that everybody can open, or say in words what is to be seen there.

    Failing:
        # config: rules: {private-link: {hosts: [example.internal]}}
        references:
          - {type: runbook, url: "https://wiki.example.internal/runbooks/email"}

    Passing:
        # config: rules: {private-link: {hosts: [example.internal]}}
        references:
          - {type: runbook, url: "https://example.com/runbooks/email"}
    """
    private = surroundings.options(PrivateLinkOptions).hosts
    texts = texts_of(postmortem)
    if not private or "://" not in texts.joined:
        return
    for text in texts.all:
        found: dict[str, int] = {}
        for address in _ADDRESS.finditer(text.text):
            host = _host(address[1])
            if host not in found and any(_is_below(host, one) for one in private):
                found[host] = address.start()
        if found:
            yield Problem(
                text.path,
                f"not all readers can open {listed([cut(host) for host in found])}",
                "Link something that they can open, or say in words what is to be seen there.",
                offset=min(found.values()),
            )


def _host(authority: str) -> str:
    """Give the host alone: what stands before it can be a password."""
    return authority.rpartition("@")[2].partition(":")[0].rstrip(".").casefold()


def _is_below(host: str, other: str) -> bool:
    return f".{host}".endswith(f".{other.casefold().lstrip('.')}")


class ConfidentialOptions(Struct, frozen=True):
    """Options of `confidential-in-public`."""

    public: Annotated[
        bool,
        Option(
            "Whether everybody can read the repository, where no workflow says so.", "true or false"
        ),
    ] = False


def confidential_in_public(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """A confidential postmortem is not kept in a public repository.

    Why: `confidential` keeps its content out of issues and of the tracker file. In a repository
    that everybody can read, the file itself tells it all.

    Fix: close the pull request, since its branch can be read already, and keep the file in a
    private repository. In a workflow the repository itself says whether it is public; elsewhere
    the option `public` does.

    Failing:
        # config: rules: {confidential-in-public: {public: true}}
        confidential: true

    Passing:
        # config: rules: {confidential-in-public: {public: true}}
        confidential: false
    """
    public = surroundings.repository.is_public
    if public is None:
        public = surroundings.options(ConfidentialOptions).public
    if postmortem.confidential and public:
        yield Problem(
            ("confidential",),
            "this postmortem is confidential, but everybody can read this repository",
            "Keep it in a private repository; take the branch away, since it can be read already.",
        )
