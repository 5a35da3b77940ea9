"""What GitHub Actions says in the environment: the only reader of GITHUB_* variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from pmaction.errors import ConfigurationError
from pmaction.render.text import printable

API_URL = "https://api.github.com"
SERVER_URL = "https://github.com"


class ActionsEnvironment(Struct, frozen=True):
    """The variables that matter here, with GitHub's own defaults; empty where they are not set.

    `server_url`, where people see the pages, follows from that of the API where it is not set, and
    is empty where that does not tell. `commit` is the one that the workflow runs for. The token is
    in no repr.
    """

    api_url: str = API_URL
    server_url: str = SERVER_URL
    repository: str = ""
    token: str = ""
    commit: str = ""
    event: str = ""
    event_path: str = ""
    summary_path: str = ""
    output_path: str = ""
    temporary_folder: str = ""
    in_workflow: bool = False
    """Whether GitHub Actions runs us, so that what is printed is read by others too."""

    def __repr__(self) -> str:
        return f"ActionsEnvironment({self.repository!r}, {self.commit!r}, {self.event!r})"

    @property
    def is_github(self) -> bool:
        """Say whether there is a GitHub to track issues on: a repository and a token for it."""
        return bool(self.repository and self.token)


def read_environment(variables: Mapping[str, str]) -> ActionsEnvironment:
    """Read the environment that GitHub Actions sets, or a person who works like it."""

    def get(name: str, default: str = "") -> str:
        return variables.get(name, "").strip() or default

    api_url = get("GITHUB_API_URL", API_URL).rstrip("/")
    return ActionsEnvironment(
        api_url=api_url,
        server_url=get("GITHUB_SERVER_URL", _pages_of(api_url)).rstrip("/"),
        repository=get("GITHUB_REPOSITORY"),
        token=get("GITHUB_TOKEN"),
        commit=get("GITHUB_SHA"),
        event=get("GITHUB_EVENT_NAME"),
        event_path=get("GITHUB_EVENT_PATH"),
        summary_path=get("GITHUB_STEP_SUMMARY"),
        output_path=get("GITHUB_OUTPUT"),
        temporary_folder=get("RUNNER_TEMP"),
        in_workflow=get("GITHUB_ACTIONS").casefold() not in ("", "false"),
    )


def _pages_of(api_url: str) -> str:
    """Give the address of the pages that belong to an API; empty where it does not tell."""
    if api_url == API_URL:
        return SERVER_URL
    if api_url.endswith("/api/v3"):
        return api_url.removesuffix("/api/v3")
    own = re.fullmatch(r"https://api\.([\w-]+\.ghe\.com)", api_url, re.ASCII | re.I)
    return f"https://{own[1]}" if own else ""


def check_environment(environment: ActionsEnvironment) -> None:
    """Raise ConfigurationError for an environment in which GitHub cannot be asked."""
    if not environment.repository:
        raise ConfigurationError(
            "the tracking system is GitHub, but no repository is known",
            "Set GITHUB_REPOSITORY to owner/name.",
        )
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", environment.repository, re.ASCII):
        raise ConfigurationError(
            f"GITHUB_REPOSITORY is `{printable(environment.repository)}`", "Set it to owner/name."
        )
    if not _is_address(environment.api_url):
        raise ConfigurationError(
            f"GITHUB_API_URL is `{printable(environment.api_url)}`, which is no address",
            "Write it whole: https://api.github.com, or https://github.example.com/api/v3.",
        )
    if not environment.server_url:
        raise ConfigurationError(
            f"GITHUB_API_URL is `{printable(environment.api_url)}`, which does not tell where "
            "GitHub's pages are, to which issues link",
            "Set GITHUB_SERVER_URL to their address, such as https://github.example.com.",
        )
    if not _is_address(environment.server_url):
        raise ConfigurationError(
            f"GITHUB_SERVER_URL is `{printable(environment.server_url)}`, which is no address",
            "Write it whole: https://github.com, or https://github.example.com.",
        )
    if not environment.token:
        raise ConfigurationError(
            "the tracking system is GitHub, but there is no token",
            "Set GITHUB_TOKEN; in a workflow, `GITHUB_TOKEN: ${{ github.token }}` under `env:`.",
        )
    if not re.fullmatch(r"[!-~]+", environment.token):
        raise ConfigurationError(
            "GITHUB_TOKEN has characters that no token has",
            "Set it to the token alone, as GitHub shows it.",
        )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


class ActionInputs(Struct, frozen=True):
    """The inputs of `action.yml` as they reach the command; empty where they were not given."""

    command: str
    paths: tuple[str, ...] = ()
    config: str = ""
    dry_run: str = ""
    allow_creates: str = ""
    allow_closes: str = ""
    max_wait: str = ""
    cache: str = ""
    pull_request: str = ""


def read_inputs(variables: Mapping[str, str]) -> ActionInputs:
    """Read the inputs that `action.yml` hands on by the environment alone."""

    def get(name: str) -> str:
        return variables.get(f"INPUT_{name}", "").strip()

    return ActionInputs(
        command=get("COMMAND"),
        paths=tuple(filter(None, map(str.strip, get("PATHS").split("\n")))),
        config=get("CONFIG"),
        dry_run=get("DRY_RUN").lower(),
        allow_creates=get("ALLOW_CREATES"),
        allow_closes=get("ALLOW_CLOSES"),
        max_wait=get("MAX_WAIT"),
        cache=get("CACHE"),
        pull_request=get("PULL_REQUEST"),
    )
