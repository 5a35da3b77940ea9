"""Git: refs, commits, trees, blobs, branches, contents, comparisons."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from . import commit_writes
from .call import Call, Reply, serves
from .git_store import Entry, GitFailed, Signature
from .git_views import GitViews
from .paging import page_of
from .refusals import Refused, not_found, unprocessable
from .state import Repository

MOST_FILES = 300  # so many files a comparison shows at most


def git_views(call: Call) -> GitViews:
    """Views of the repository in the path."""
    return GitViews(call.views, call.repository)


def commit_named(repository: Repository, name: str) -> str:
    """Sha of a branch, tag or sha; raises `Refused` for none."""
    git = repository.git
    sha = git.ref(f"refs/heads/{name}") or git.resolve(name)
    if sha is None:
        raise not_found()
    return sha


@serves("git/get-ref", "contents")
def get_ref(call: Call) -> Reply:
    """Where a ref (`heads/main`) points."""
    name = "refs/" + call.parameters["ref"]
    sha = call.repository.git.ref(name)
    if sha is None:
        raise not_found()
    return Reply(200, git_views(call).ref(name, sha))


@serves("git/create-ref", "contents")
def create_ref(call: Call) -> Reply:
    """A new branch or tag."""
    name, sha = call.body["ref"], call.body["sha"]
    commit_writes.make_ref(call.platform, call.repository, name, sha)
    return Reply(201, git_views(call).ref(name, sha))


@serves("git/update-ref", "contents")
def update_ref(call: Call) -> Reply:
    """A moved branch; only forward without force."""
    name, sha = "refs/" + call.parameters["ref"], call.body["sha"]
    force = bool(call.body.get("force"))
    commit_writes.move_ref(call.platform, call.repository, name, sha, force=force, by=call.token)
    return Reply(200, git_views(call).ref(name, sha))


@serves("git/get-commit", "contents")
def get_commit(call: Call) -> Reply:
    """One commit."""
    sha = call.parameters["commit_sha"]
    if call.repository.git.resolve(sha) != sha:
        raise not_found()
    return Reply(200, git_views(call).git_commit(sha))


@serves("git/create-blob", "contents")
def create_blob(call: Call) -> Reply:
    """A file's content, as text or base64."""
    content = call.body["content"].encode()
    if call.body.get("encoding", "utf-8") == "base64":
        try:
            content = base64.b64decode(content)
        except binascii.Error as error:
            raise unprocessable("Content is not valid Base64") from error
    sha = call.repository.git.blob(content)
    call.platform.wrote()
    url = f"{call.views.home(call.repository)}/git/blobs/{sha}"
    return Reply(201, {"sha": sha, "url": url})


@serves("git/get-blob", "contents")
def get_blob(call: Call) -> Reply:
    """A file's content by its sha, whatever its size."""
    git, sha = call.repository.git, call.parameters["file_sha"]
    if git.resolve(sha, "blob") != sha:
        raise not_found()
    content = git.content(sha)
    answer = {
        "sha": sha,
        "node_id": f"B_{sha}",
        "size": len(content),
        "url": f"{call.views.home(call.repository)}/git/blobs/{sha}",
        "content": base64.encodebytes(content).decode(),
        "encoding": "base64",
    }
    return Reply(200, answer)


@serves("git/create-tree", "contents")
def create_tree(call: Call) -> Reply:
    """A tree: entries over a base tree (or a commit's tree)."""
    git, base = call.repository.git, call.body.get("base_tree")
    base_tree = git.resolve(base, "tree") if base else None
    if base and base_tree is None:
        raise unprocessable("GitRPC::BadObjectState")
    entries = []
    for one in call.body["tree"]:
        if "path" not in one or ("sha" in one) == ("content" in one):
            raise unprocessable("tree.path, and one of tree.sha and tree.content must be given")
        sha = one.get("sha")
        if "content" in one:
            sha = git.blob(one["content"].encode())
        elif sha and git.resolve(sha, one.get("type", "blob")) is None:
            raise unprocessable(f"tree.sha {sha} is not a valid {one.get('type', 'blob')}")
        entries.append(Entry(one["path"], one.get("mode", "100644"), sha=sha))
    try:
        sha = git.tree(entries, base_tree)
    except GitFailed as error:
        raise unprocessable(f"tree: {error}") from error
    call.platform.wrote()
    home = call.views.home(call.repository)
    found: list[dict[str, Any]] = [
        {"path": one.path, "mode": one.mode, "type": one.type, "sha": one.sha}
        | ({"size": one.size} if one.type == "blob" else {})
        for one in git.entries(sha)
    ]
    answer = {"sha": sha, "url": f"{home}/git/trees/{sha}", "tree": found, "truncated": False}
    return Reply(201, answer)


@serves("git/create-commit", "contents")
def create_commit(call: Call) -> Reply:
    """A commit, by the token's login unless the body names somebody."""
    body, git = call.body, call.repository.git
    if git.resolve(body["tree"], "tree") != body["tree"]:
        raise unprocessable("Tree SHA does not exist")
    parents = body.get("parents", [])
    for parent in parents:
        if git.resolve(parent) != parent:
            raise unprocessable("Parent SHA does not exist or is not a commit object")
    call.platform.wrote()
    own = commit_writes.signature(call.platform, call.login)
    author = signature_of(body.get("author"), own)
    committer = signature_of(body.get("committer"), author)
    sha = git.commit(body["tree"], parents, body["message"], author, committer)
    return Reply(201, git_views(call).git_commit(sha))


def signature_of(given: dict[str, str] | None, usual: Signature) -> Signature:
    """A signature from a body, completed by the usual one."""
    given = given or {}
    date = given.get("date")
    return Signature(
        given.get("name", usual.name),
        given.get("email", usual.email),
        datetime.fromisoformat(date) if date else usual.at,
    )


@serves("repos/get-branch", "contents")
def get_branch(call: Call) -> Reply:
    """A branch with its newest commit."""
    name = call.parameters["branch"]
    sha = call.repository.git.ref(f"refs/heads/{name}")
    if sha is None:
        raise Refused(404, "Branch not found")
    return Reply(200, git_views(call).branch(name, sha))


@serves("repos/get-branch-rules", "metadata")
def get_branch_rules(call: Call) -> Reply:
    """The rules of rulesets that hold for a branch, as a test declared them."""
    rules, headers = page_of(call, call.repository.rules.get(call.parameters["branch"], []))
    return Reply(200, list(rules), headers)


@serves("repos/get-repo-ruleset", "metadata")
def get_repo_ruleset(call: Call) -> Reply:
    """A ruleset, which says whether this token may bypass it."""
    ruleset = call.number("ruleset_id")
    if ruleset not in call.repository.bypassing:
        raise not_found()
    may = call.token is not None and call.token.name in call.repository.bypassing[ruleset]
    view = {
        "id": ruleset,
        "name": "Main",
        "source": call.repository.full_name,
        "enforcement": "active",
        "current_user_can_bypass": "always" if may else "never",
    }
    return Reply(200, view)


@serves("repos/get-content", "contents")
def get_content(call: Call) -> Reply:
    """A file with its content, or what is in a folder."""
    repository, path = call.repository, call.parameters["path"].strip("/")
    ref = call.request.query.get("ref") or repository.default_branch
    sha = commit_named(repository, ref.removeprefix("refs/heads/"))
    found = repository.git.entries(sha, path)
    if not found:
        raise not_found()
    views = git_views(call)
    if len(found) == 1 and found[0].path == path:
        return Reply(200, views.file(found[0], ref, content=True))
    return Reply(200, [views.file(one, ref, content=False) for one in found])


@serves("repos/compare-commits-with-basehead", "contents")
def compare(call: Call) -> Reply:
    """What `head` has over `base`: commits and files since they parted."""
    base_name, dots, head_name = call.parameters["basehead"].partition("...")
    if not dots:
        raise not_found()
    repository, git, views = call.repository, call.repository.git, git_views(call)
    base, head = commit_named(repository, base_name), commit_named(repository, head_name)
    parted = git.merge_base(base, head)
    if parted is None:
        raise Refused(404, f"No common ancestor between {base_name} and {head_name}.")
    ahead, behind = git.between(base, head), git.between(head, base)
    status = {
        (False, False): "identical",
        (True, False): "ahead",
        (False, True): "behind",
        (True, True): "diverged",
    }[bool(ahead), bool(behind)]
    shown, headers = page_of(call, ahead)
    page = f"{views.page}/compare/{base_name}...{head_name}"
    answer = {
        "url": f"{views.home}/compare/{base_name}...{head_name}",
        "html_url": page,
        "permalink_url": f"{views.page}/compare/{base[:7]}...{head[:7]}",
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "base_commit": views.commit(base),
        "merge_base_commit": views.commit(parted),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [views.commit(one) for one in shown],
        "files": [views.change(one, head) for one in git.changes(parted, head)[:MOST_FILES]],
    }
    return Reply(200, answer, headers)
