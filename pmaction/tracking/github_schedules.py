"""How the schedules of a repository's workflows go, by the runs that GitHub keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pmaction.doctor.facts import Run, Schedule
from pmaction.tracking.github_client import GitHubClient, NotFound


class Schedules:
    """The scheduled workflows of one repository; reading them takes `actions: read`."""

    def __init__(self, client: GitHubClient, repository: str) -> None:
        """Look at a repository, named `owner/name`; nothing is asked yet."""
        self._client = client
        self._at = f"/repos/{repository}/actions/workflows"

    def read(self, path: str, crons: Sequence[str]) -> Schedule:
        """Read a workflow and its newest runs. Raises TrackingError, Forbidden among them."""
        try:
            found = self._client.read(self._place(path))
        except NotFound:
            return Schedule(path, tuple(crons))
        return Schedule(
            path,
            tuple(crons),
            str(found["state"]),
            _page(str(found.get("html_url") or ""), path),
            _moment(found["created_at"]),
            self._newest(path, "completed"),
            self.last_good(path),
        )

    def last_good(self, path: str) -> Run | None:
        """Give the newest run by the schedule that succeeded; raises NotFound without workflow."""
        return self._newest(path, "success")

    def _newest(self, path: str, status: str) -> Run | None:
        found = self._client.read(
            f"{self._place(path)}/runs", event="schedule", status=status, per_page=1
        )
        runs = found["workflow_runs"]
        return _run(runs[0]) if runs else None

    def _place(self, path: str) -> str:
        return f"{self._at}/{quote(path.rpartition('/')[2], safe='')}"


def _run(raw: dict[str, Any]) -> Run:
    return Run(_moment(raw["created_at"]), raw.get("conclusion") or "", raw.get("html_url") or "")


def _page(file_page: str, path: str) -> str:
    """Give the page of a workflow's runs; GitHub itself only names that of its file."""
    return f"{file_page.partition('/blob/')[0]}/actions/workflows/{path.rpartition('/')[2]}"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
