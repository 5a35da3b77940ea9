"""Bad luck at every request of a merge, then a run without it: nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from fault_matrix import Outcome, all_faults
from merge_of_three import FILES, Site
from standin import FAULTS

from pmaction.change import Outcome as Became


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[str, Future[Outcome]]]:
    with all_faults() as outcomes:
        yield outcomes


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_each_request_and_a_further_run_lose_and_double_nothing(
    name: str, outcomes: dict[str, Future[Outcome]], capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = outcomes[name].result()
    with capsys.disabled():
        print(f"\n{name}, at each of {outcome.requests} requests: {outcome.wrong}", end=" ")
    assert not outcome.wrong, outcome.wrong.details()
    assert outcome.requests > 30, "a merge takes more than that"


def test_what_is_wrong_is_counted(site: Site) -> None:
    assert len(site.wrong().lost) == 15
    site.run()
    assert not site.wrong()
    numbers = {marker.key: issue.number for marker, issue in site.ours()}
    kept = site.github.snapshot()

    site.person.delete(numbers["PM-2025-001/A2"])
    assert str(site.wrong()).startswith("1 lost, 0 doubled, 0 lost links")
    assert site.further_changes() == []

    site.github.restore(kept)
    copied = site.person.issue(numbers["PM-2025-001/A2"])
    site.person.opens("A copy", copied.body, labels=copied.label_names)
    assert str(site.wrong()).startswith("0 lost, 1 doubled, 0 lost links")

    site.github.restore(kept)
    child = site.person.issue(numbers["PM-2025-002/A4"])
    assert child.parent is not None
    child.parent.children.remove(child)
    child.parent = None
    child.blocked_by.clear()
    assert len(site.wrong().lost_links) == 2

    site.github.restore(kept)
    reminded = site.person.issue(numbers["PM-2025-003/A4"])
    site.person.comment(reminded.number, reminded.comments[0].body)
    assert "0 lost comments, 1 doubled comments" in str(site.wrong())
    reminded.comments.clear()
    assert "1 lost comments, 0 doubled comments" in str(site.wrong())


def test_a_list_that_lags_behind_makes_no_second_issue(site: Site) -> None:
    site.repository.freeze_list()
    site.run()
    [report, _] = site.run()
    assert {one.outcome for one in report.results} <= {Became.DONE, Became.SKIPPED}
    site.repository.old_list = None
    site.run()
    assert not site.wrong()
    assert len(list(site.ours())) == len(FILES) * 5


def test_a_token_without_the_right_says_so_and_changes_nothing(site: Site) -> None:
    site.token = site.github.token("reader", issues="read").value
    before = [vars(one.as_it_is()) for one in site.repository.listed()]
    report = site.world().apply()
    assert {one.outcome for one in report.results} <= {Became.FAILED, Became.DEFERRED}
    assert "permissions:" in report.results[0].detail
    assert [vars(one) for one in site.repository.listed()] == before
