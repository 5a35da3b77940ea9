"""As whom a token writes on GitHub: only what that account wrote is ours."""

from __future__ import annotations

from typing import Any

from pmaction.errors import TrackingError, TrackingUnavailable
from pmaction.tracking.github_client import GitHubClient

ACTIONS = "github-actions[bot]"
"""Every workflow writes as this one, unless it brings a token of its own."""

_QUERY = "query { viewer { login } }"


class OwnLogin:
    """The account of one token, learnt from what it wrote, or asked for once in a run."""

    def __init__(self, client: GitHubClient) -> None:
        """Prepare to ask; nothing is asked yet."""
        self._client = client
        self._login: str | None = None

    def learn(self, written: dict[str, Any]) -> None:
        """Read it off the answer to something that was just written."""
        self._login = _login_of(written.get("user")) or self._login

    def wrote(self, raw: dict[str, Any]) -> bool:
        """Say whether this account wrote something. Raises TrackingUnavailable."""
        if self._login is None:
            self._login = self._asked()
        return _login_of(raw.get("user")) == self._login

    def _asked(self) -> str:
        """Ask in GraphQL: REST tells persons alone, and not the token of a workflow or an app.

        Where GraphQL is not served, it is taken for the token of a workflow.
        """
        try:
            answer = self._client.query(_QUERY)
        except TrackingUnavailable:
            raise
        except TrackingError:
            return ACTIONS
        data = answer.get("data") if isinstance(answer, dict) else None
        viewer = data.get("viewer") if isinstance(data, dict) else None
        return _login_of(viewer) or ACTIONS


def _login_of(user: object) -> str | None:
    login = user.get("login") if isinstance(user, dict) else None
    return login.casefold() if isinstance(login, str) and login else None
