"""Which released commit of pmaction is installed, for workflows that are to be pinned to it."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pmaction.git import published_commit

# The end of https://host/owner/name.git, or of git@host:owner/name.
_REPOSITORY = re.compile(r"[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?\Z")


def released_action() -> str | None:
    """Give the installed commit as `owner/name@commit`; None where nobody knows it.

    The installation says where it came from (PEP 610): a commit of a repository, or a folder. A
    folder's commit counts if the folder's remote `origin` has it.
    """
    try:
        text = distribution("pmaction").read_text("direct_url.json") or "{}"
        source = json.loads(text)
        url = str(source["url"])
    except (PackageNotFoundError, ValueError, KeyError, TypeError):
        return None
    commit = str(source.get("vcs_info", {}).get("commit_id", ""))
    if url.startswith("file:") and "dir_info" in source:
        published = published_commit(Path(unquote(urlsplit(url).path)))
        url, commit = published if published is not None else ("", "")
    return _action(url, commit)


def _action(url: str, commit: str) -> str | None:
    # A path on this machine has no owner, whatever its folders are called.
    if not re.match(r"(https?|ssh)://|[\w.-]+@[\w.-]+:", url):
        return None
    found = _REPOSITORY.search(url)
    if found is None or not re.fullmatch(r"[0-9a-f]{40}", commit):
        return None
    return f"{found[1]}@{commit}"
