"""Without a connection, the stand-in answers just as over one."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
import requests
from standin import FAULTS, StandIn
from standin.direct import directly

SOON = 0.2
KEPT = ("date", "content-type", "etag", "link", "location", "retry-after", "x-ratelimit-used")


def told(fault: str | None, *, direct: bool) -> list[object]:
    """What a client learns from opening an issue and listing some, and what is there then."""
    found: list[object] = []
    with StandIn() as github, directly(github) if direct else nullcontext():
        for number in range(3):
            github.person("alice").opens(f"Issue {number}", "Text")
        token = github.token(issues="write")
        if fault is not None:
            github.strike(FAULTS[fault], at=1)
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {token.value}"
            for method, query, body in (("POST", "", {"title": "Ä"}), ("GET", "?per_page=2", None)):
                place = f"{github.url}/repos/acme/site/issues{query}"
                try:
                    answer = session.request(method, place, json=body, timeout=SOON)
                except requests.RequestException as error:
                    found.append(type(error))
                    continue
                heads = {name: answer.headers.get(name) for name in KEPT if name != "etag"}
                said = [answer.text, *map(str, heads.values())]
                said = [one.replace(github.url, "") for one in said]
                found += [answer.status_code, "etag" in answer.headers, *said]
        return [*found, github.repository.titles()]


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_an_answer_without_a_connection_is_the_same(fault: str | None) -> None:
    assert told(fault, direct=True) == told(fault, direct=False)


def test_nothing_else_is_asked_without_a_connection() -> None:
    with StandIn() as github, directly(github), pytest.raises(AssertionError, match="asked for"):
        requests.get("https://example.com/", timeout=SOON)
