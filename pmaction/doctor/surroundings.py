"""The repository itself: its settings, the hour's quota, where the tracker file can go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pmaction.config import Config
from pmaction.doctor.check import Check, Verdict
from pmaction.doctor.facts import Facts

LOW_QUOTA = 100
"""A run of a large repository takes about so many requests only to look."""

_SETTING = (
    "“Allow GitHub Actions to create and approve pull requests” under Settings, Actions, General"
)


def repository_checks(facts: Facts) -> Iterator[Check]:
    """Say whether the repository takes issues at all."""
    if facts.archived:
        message, hint = f"{facts.repository} is archived", "Unarchive it: nothing can be written."
    elif not facts.has_issues:
        message = f"issues are disabled in {facts.repository}"
        hint = "Turn them on under Settings, General, Features."
    else:
        visible = "private" if facts.private else "public"
        message = f"{facts.repository} is {visible}; its default branch is {facts.branch}"
        yield Check("repository", Verdict.OK, message)
        return
    yield Check("repository", Verdict.ERROR, message, hint)


def quota_check(facts: Facts, now: datetime) -> Check:
    """Say how many requests are left in this hour."""
    quota = facts.quota
    if quota is None:
        return Check("quota", Verdict.OK, "this server counts no requests")
    until = f"{quota.resets_at.astimezone(now.tzinfo):%H:%M}"
    message = (
        f"{quota.remaining:,} of {quota.limit:,} requests are left until {until} ({now.tzinfo})"
    )
    if quota.remaining >= LOW_QUOTA:
        return Check("quota", Verdict.OK, message)
    hint = "Wait until then; a run that needs more leaves the rest to the next one."
    return Check("quota", Verdict.WARNING, message, hint)


def tracker_checks(facts: Facts, config: Config) -> Iterator[Check]:
    """Say where `track` can commit the tracker file, and who opens the pull request for it."""
    name, side, mode = config.tracker_file, config.tracker_branch, config.tracker_mode
    beside = mode in ("pull_request", "branch") or (mode == "commit" and bool(facts.refusal))
    if mode == "output":
        message = f"`tracker_mode` is `output`, so {name} stays in the job"
        yield Check("tracker", Verdict.OK, message)
    elif not beside:
        message = f"no rule keeps the commit of {name} from {facts.branch}"
        yield Check("tracker", Verdict.OK, message)
    elif facts.side_refusal:
        nowhere = (
            f"neither {facts.branch} nor {side} takes a" if facts.refusal else f"{side} takes no"
        )
        yield Check(
            "tracker",
            Verdict.ERROR,
            f"{nowhere} commit of {name}: {facts.side_refusal}",
            "Name another branch as `tracker_branch` in the config, or take that one out of the "
            "rules.",
        )
    elif mode != "commit":
        how = "to a pull request from" if mode == "pull_request" else "to"
        yield Check("tracker", Verdict.OK, f"{name} goes {how} {side}")
    else:
        yield Check(
            "tracker",
            Verdict.WARNING,
            f"{facts.branch} takes no commit of {name}: {facts.refusal}; it goes to {side}",
            f"Merge {side} by a pull request now and then, or give `track` the token of an App "
            "that may bypass the rules.",
        )
    yield _pulls_check(facts, needed=beside and mode != "branch")


def _pulls_check(facts: Facts, *, needed: bool) -> Check:
    about = "pull requests"
    match facts.actions_may_open_pulls:
        case True:
            return Check(about, Verdict.OK, "Actions may open pull requests")
        case False if needed:
            message = "Actions may not open pull requests, such as one for the tracker file"
            return Check(
                about, Verdict.WARNING, message, f"Open it yourself, or turn on {_SETTING}."
            )
        case False:
            return Check(about, Verdict.OK, "Actions may not open pull requests, and need not")
        case _ if needed:
            message = "it cannot be seen whether Actions may open pull requests"
            return Check(about, Verdict.UNKNOWN, message, f"An administrator sees {_SETTING}.")
        case _:
            return Check(about, Verdict.OK, "Actions need to open no pull requests")
