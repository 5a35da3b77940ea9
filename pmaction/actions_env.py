"""What GitHub Actions says in the environment: the only reader of GITHUB_* variables."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

API_URL = "https://api.github.com"
SERVER_URL = "https://github.com"


class ActionsEnvironment(Struct, frozen=True):
    """The variables that matter here, with GitHub's own defaults; empty where they are not set.

    `commit` is the one that the workflow runs for. The token is in no repr.
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

    return ActionsEnvironment(
        api_url=get("GITHUB_API_URL", API_URL).rstrip("/"),
        server_url=get("GITHUB_SERVER_URL", SERVER_URL).rstrip("/"),
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
