"""Cuts GitHub's published REST description down to the operations that the stand-in serves.

Run it by hand when an operation is added (needs npm, and the network that npm needs):

    npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
    python tests/github/trim_api_description.py package

Everything that only informs people (descriptions, examples, links) is left out; parameters, request
bodies and the schemas of successful answers stay, with every `$ref` that they reach.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("api.github.json")

REPOSITORY = "/repos/{owner}/{repo}"
ISSUE = REPOSITORY + "/issues/{issue_number}"
SERVED: dict[str, tuple[str, ...]] = {
    "/rate_limit": ("get",),
    "/user": ("get",),
    "/orgs/{org}/issue-types": ("get",),
    "/search/issues": ("get",),
    REPOSITORY: ("get",),
    REPOSITORY + "/issues": ("get", "post"),
    ISSUE: ("get", "patch"),
    ISSUE + "/comments": ("get", "post"),
    ISSUE + "/timeline": ("get",),
    REPOSITORY + "/issues/comments": ("get",),
    REPOSITORY + "/issues/comments/{comment_id}": ("get", "patch"),
    REPOSITORY + "/labels": ("get", "post"),
    REPOSITORY + "/labels/{name}": ("get",),
    ISSUE + "/labels": ("get", "post", "put"),
    ISSUE + "/labels/{name}": ("delete",),
    REPOSITORY + "/assignees": ("get",),
    REPOSITORY + "/assignees/{assignee}": ("get",),
    REPOSITORY + "/collaborators/{username}/permission": ("get",),
    ISSUE + "/assignees": ("post", "delete"),
    ISSUE + "/sub_issues": ("get", "post"),
    ISSUE + "/sub_issue": ("delete",),
    ISSUE + "/parent": ("get",),
    ISSUE + "/dependencies/blocked_by": ("get", "post"),
    ISSUE + "/dependencies/blocked_by/{issue_id}": ("delete",),
    REPOSITORY + "/git/ref/{ref}": ("get",),
    REPOSITORY + "/git/refs": ("post",),
    REPOSITORY + "/git/refs/{ref}": ("patch",),
    REPOSITORY + "/git/commits": ("post",),
    REPOSITORY + "/git/commits/{commit_sha}": ("get",),
    REPOSITORY + "/git/blobs": ("post",),
    REPOSITORY + "/git/blobs/{file_sha}": ("get",),
    REPOSITORY + "/git/trees": ("post",),
    REPOSITORY + "/branches/{branch}": ("get",),
    REPOSITORY + "/rules/branches/{branch}": ("get",),
    REPOSITORY + "/rulesets/{ruleset_id}": ("get",),
    REPOSITORY + "/contents/{path}": ("get",),
    REPOSITORY + "/compare/{basehead}": ("get",),
    REPOSITORY + "/commits": ("get",),
    REPOSITORY + "/commits/{commit_sha}/pulls": ("get",),
    REPOSITORY + "/pulls": ("get", "post"),
    REPOSITORY + "/pulls/{pull_number}": ("get",),
    REPOSITORY + "/pulls/{pull_number}/files": ("get",),
    REPOSITORY + "/actions/permissions/workflow": ("get",),
    REPOSITORY + "/actions/workflows": ("get",),
    REPOSITORY + "/actions/workflows/{workflow_id}": ("get",),
    REPOSITORY + "/actions/workflows/{workflow_id}/runs": ("get",),
}
FOR_PEOPLE = {"description", "example", "examples", "externalDocs", "title", "summary"}
NAMES_OF_FIELDS = {"properties", "schemas", "parameters"}  # below these a key is a name


def without_prose(node: Any, *, names: bool = False) -> Any:
    """The same description without what only informs people and without `x-` extensions."""
    if isinstance(node, list):
        return [without_prose(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: without_prose(value, names=key in NAMES_OF_FIELDS and not names)
        for key, value in node.items()
        if names or not (key in FOR_PEOPLE or key.startswith("x-"))
    }


def references(node: Any) -> Iterator[str]:
    """Every `$ref` below a node."""
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def cut_operation(operation: dict[str, Any]) -> dict[str, Any]:
    """Parameters, request body and the successful answers of one operation."""
    successes = {code: one for code, one in operation["responses"].items() if code.startswith("2")}
    kept = {
        key: operation[key]
        for key in ("operationId", "parameters", "requestBody")
        if key in operation
    }
    return without_prose(kept | {"responses": successes})  # type: ignore[no-any-return]


def cut(whole: dict[str, Any]) -> dict[str, Any]:
    """The part of the description that the served operations reach.

    Raises `KeyError` for an operation that the description does not have.
    """
    paths = {
        path: {method: cut_operation(whole["paths"][path][method]) for method in methods}
        for path, methods in SERVED.items()
    }
    components: dict[str, dict[str, Any]] = {}
    waiting = list(references(paths))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name in components.setdefault(kind, {}):
            continue
        found = without_prose(whole["components"][kind][name])
        components[kind][name] = found
        waiting += references(found)
    ordered = {kind: dict(sorted(found.items())) for kind, found in sorted(components.items())}
    return {"paths": paths, "components": ordered}


def main() -> None:
    """Read the unpacked npm package named on the command line; write the cut beside this."""
    package = Path(sys.argv[1])
    about = json.loads((package / "package.json").read_text("utf-8"))
    whole = json.loads((package / "generated" / "api.github.com.json").read_text("utf-8"))
    header = {
        "package": about["name"],
        "version": about["version"],
        "license": about["license"],
        "notice": (package / "LICENSE").read_text("utf-8").strip(),
    }
    text = json.dumps({"x-cut-from": header, **cut(whole)}, separators=(",", ":"))
    TARGET.write_text(text.replace('},"', '},\n"') + "\n", "utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
