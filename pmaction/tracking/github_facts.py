"""What a repository and a token allow, found out without writing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from pmaction.doctor.facts import Facts, Quota, Schedule
from pmaction.doctor.workflow_files import WorkflowFile
from pmaction.errors import TrackingError, TrackingUnavailable
from pmaction.tracking.github_branches import Branches
from pmaction.tracking.github_client import Forbidden, GitHubClient, NotFound, Refused
from pmaction.tracking.github_directory import Directory
from pmaction.tracking.github_read import login_of
from pmaction.tracking.github_rights import is_allowed
from pmaction.tracking.github_schedules import Schedules

_Found = TypeVar("_Found")


class Repository:
    """One repository as one token sees it, and what the token may do there."""

    def __init__(self, client: GitHubClient, repository: str) -> None:
        """Look at a repository, named `owner/name`; nothing is asked yet."""
        self._client, self._name = client, repository
        self._at = f"/repos/{repository}"
        self._branches = Branches(client, repository)

    def quota(self) -> Quota | None:
        """Give what is left of the hour, which costs nothing; None where nothing is counted."""
        found = _if_allowed(lambda: self._client.read("/rate_limit"))
        if found is None:
            return None
        core = found["resources"]["core"]
        resets_at = datetime.fromtimestamp(core["reset"], UTC)
        return Quota(int(core["limit"]), int(core["remaining"]), resets_at)

    def facts(
        self,
        quota: Quota | None,
        persons: Iterable[str],
        workflows: Sequence[WorkflowFile],
        side_branch: str,
        *,
        goes_beside: bool = False,
    ) -> Facts:
        """Find out all there is to know; `persons` are asked about one by one.

        `goes_beside` says that the tracker file goes to the side branch in any case.

        Raises TrackingError where the repository cannot be seen, TrackingUnavailable where GitHub
        cannot be asked.
        """
        found = self._client.read(self._at)
        branch = str(found["default_branch"])
        has_issues = bool(found.get("has_issues", True))
        opens_pulls, writes_pulls = self._may_open_pulls(branch)
        settings = _if_allowed(
            lambda: self._client.read(f"{self._at}/actions/permissions/workflow")
        )
        if settings is not None:
            opens_pulls = bool(settings["can_approve_pull_request_reviews"])
        refusal = self._branches.why_no_push(branch)
        pushed_at = found.get("pushed_at")
        return Facts(
            str(found["full_name"]),
            branch,
            bool(found.get("private")),
            bool(found.get("archived")),
            has_issues,
            datetime.fromisoformat(pushed_at) if pushed_at else None,
            quota,
            self._rights(branch, has_issues=has_issues, writes_pulls=writes_pulls),
            self._labels(),
            self._unassignable(persons),
            refusal,
            self._why_not_beside(side_branch) if refusal or goes_beside else "",
            opens_pulls,
            str(settings["default_workflow_permissions"]) if settings is not None else "",
            self._schedules(workflows),
        )

    def _why_not_beside(self, side: str) -> str:
        return self._branches.why_no_push(side, is_new=self._branches.head(side) is None)

    def _rights(
        self, branch: str, *, has_issues: bool, writes_pulls: bool | None
    ) -> dict[str, bool]:
        # GitHub looks at the right first and at what is asked then. So a write that can never be
        # done, and is well formed, tells whether it might have been: 422 or 403.
        at = self._at
        label = self._may_add("labels", {"name": "", "color": "ededed"})
        issue = self._may_add("issues", {"title": ""}) if has_issues else None
        writes = {
            "contents": self._branches.may_write(),
            # Anybody may open an issue in a public repository, but not label it.
            "issues": False if False in (label, issue) else issue and label,
            "pull-requests": writes_pulls,
        }
        reads: dict[str, Callable[[], Any]] = {
            "contents": lambda: self._branches.head(branch),
            "issues": lambda: self._client.page(f"{at}/issues", per_page=1),
            "pull-requests": lambda: self._client.page(f"{at}/pulls", per_page=1),
        }
        may = {f"{name}: write": may for name, may in writes.items() if may is not None}
        for name, read in reads.items():
            if writes[name] or (name == "issues" and not has_issues):
                can: bool | None = True if writes[name] else None
            else:
                can = is_allowed(read)
            if can is not None:
                may[f"{name}: read"] = can
        return may

    def _may_add(self, what: str, body: dict[str, Any]) -> bool | None:
        return is_allowed(lambda: self._client.add(f"{self._at}/{what}", body))

    def _may_open_pulls(self, branch: str) -> tuple[bool | None, bool | None]:
        """Say whether the setting lets Actions open pull requests, and whether the token may write.

        A pull request of a branch into itself is one that cannot be opened.
        """
        body = {"title": "pmaction doctor", "head": branch, "base": branch}
        try:
            self._client.add(f"{self._at}/pulls", body)
        except Forbidden as error:
            is_setting = "not permitted to create" in error.message
            return (False, True) if is_setting else (None, False)
        except Refused:
            return None, True
        except NotFound:
            return None, False
        except TrackingUnavailable:
            raise
        except TrackingError:
            return None, None
        return None, True

    def _labels(self) -> frozenset[str] | None:
        found = _if_allowed(lambda: list(self._client.pages(f"{self._at}/labels")))
        return None if found is None else frozenset(str(raw["name"]) for raw in found)

    def _unassignable(self, persons: Iterable[str]) -> frozenset[str] | None:
        directory = Directory(self._client, self._at)

        def ask() -> frozenset[str]:
            asked = sorted(set(persons))
            return frozenset(one for one in asked if not directory.can_be_assigned(login_of(one)))

        return _if_allowed(ask)

    def _schedules(self, workflows: Sequence[WorkflowFile]) -> tuple[Schedule, ...] | None:
        schedules = Schedules(self._client, self._name)
        return _if_allowed(
            lambda: tuple(
                schedules.read(file.path, file.crons)
                for file in workflows
                if file.reminds_on_schedule
            )
        )


def _if_allowed(ask: Callable[[], _Found]) -> _Found | None:
    """Give an answer, or None where it is not there, or not for this token."""
    try:
        return ask()
    except TrackingUnavailable:
        raise
    except TrackingError:
        return None
