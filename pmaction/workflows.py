"""The workflows that run pmaction on GitHub, as text."""

from __future__ import annotations

import re

from pmaction.cron import DEFAULT

NAMES = ("pmaction-pull-request.yml", "pmaction-merge.yml", "pmaction-schedule.yml")
REPORT = "pmaction-report.yml"
"""The one that not everybody wants."""

FOLDER = ".github/workflows"

CHECKOUT = "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0"
_CACHE_COMMIT = "0057852bfaa89a56745cba8c7296529d2fc39830"
RESTORE_CACHE = f"actions/cache/restore@{_CACHE_COMMIT} # v4.3.0"
SAVE_CACHE = f"actions/cache/save@{_CACHE_COMMIT} # v4.3.0"
UPLOAD = "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2"
HERE = "./"
"""The action that lies in the repository itself: pmaction's own workflows use it."""

_MEANING_SOMETHING = ("true", "false", "on", "off", "yes", "no", "y", "n", "null")
_ACTION = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+(/[\w.-]+)*@[0-9a-f]{40}")
_USES = re.compile(r"^[ -]*uses: *[\"']?([^\s\"'#]+)", re.MULTILINE)

_CHECKOUT_STEP = """\
      - uses: @CHECKOUT@
        with:
          persist-credentials: false"""
# `./` in a pull request's checkout would be the pull request's own code.
_CHECKOUT_BESIDE_BASE = """\
      - uses: @CHECKOUT@
        with:
          path: pull-request
          fetch-depth: 2
          persist-credentials: false
      # On GitHub this is the merge of the base branch, its first parent, and the pull request. A
      # local runner may have no merge; there, its own files are all there is.
      - name: Take the action from the base branch, not from the pull request
        run: |
          cd pull-request
          base=HEAD
          if git rev-parse --quiet --verify HEAD^2 > /dev/null; then base=HEAD^1; fi
          git archive "$base" | tar --extract --directory .."""


def is_pinned(action: str) -> bool:
    """Say whether an action is named by its full commit, as `owner/name@` and 40 hex digits."""
    return _ACTION.fullmatch(action) is not None


def used_in(text: str) -> list[str]:
    """Give the actions that a workflow names, each as it stands behind `uses:`."""
    return _USES.findall(text)


def workflow(
    template: str, action: str, branch: str, version: str = "", cron: str = DEFAULT
) -> str:
    """Fill in one of the templates.

    `action` is what `uses:` names, `branch` the repository's default branch; a version is put
    beside a pinned commit for people and for tools that update it. `cron` is when the schedule
    runs.
    """
    here = action == HERE
    values = {
        "PULL_REQUEST_CHECKOUT": _CHECKOUT_BESIDE_BASE if here else _CHECKOUT_STEP,
        "PULL_REQUEST_FOLDER": "          working-directory: pull-request" if here else "",
        "CHECKOUT": CHECKOUT,
        "RESTORE_CACHE": RESTORE_CACHE,
        "SAVE_CACHE": SAVE_CACHE,
        "UPLOAD": UPLOAD,
        "ACTION": action if here or not version else f"{action} # {version}",
        "BRANCH": _scalar(branch),
        "BRANCH_REF": _scalar(f"refs/heads/{branch}"),
        "CRON": cron,
    }
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    return f"{template.rstrip()}\n"


def _scalar(branch: str) -> str:
    """Write a branch's name as YAML; plain where nothing in it means something there."""
    if re.fullmatch(r"[A-Za-z][\w./-]*", branch) and branch.lower() not in _MEANING_SOMETHING:
        return branch
    return "'{}'".format(branch.replace("'", "''"))
