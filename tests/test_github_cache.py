"""What a run remembers of GitHub's issues: it spares requests, and never decides anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec
import pytest
from merge_of_three import FILES, Site
from msgspec.structs import replace
from remembering import HOME, REPOSITORY, Ran, run
from standin import Reply, Request
from worlds import item, kinds, postmortem

from pmaction.change import Kind
from pmaction.errors import TrackingUnavailable
from pmaction.model import Postmortem
from pmaction.tracking.github import GitHubTrackingSystem
from pmaction.tracking.github_cache import BadCache, Memory, kept_fields, sealed, unsealed
from pmaction.tracking.github_list import FEW, LATEST, OVERLAP, SKEW
from pmaction.tracking.github_read import read_issue
from pmaction.tracking.github_reminded import read_standing

DAY = 86_400
HOUR = 3_600


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.run()
        site.person.opens("A bug", "Somebody's own.")
        site.pass_by(HOUR)
        yield site


@pytest.fixture
def data(site: Site) -> bytes:
    """What a run leaves that lists everything, an hour ago."""
    ran = run(site)
    assert ran.listed_all
    assert kinds(ran.plan) == []
    site.pass_by(HOUR)
    return ran.data


def number_of(site: Site, key: str) -> int:
    return next(issue.number for marker, issue in site.ours() if marker.key == key)


def changed(number: int, item_id: str, **fields: object) -> list[Postmortem]:
    """The three files, with one action item of the nth changed."""
    files = list(FILES)
    items = [
        replace(one, **fields) if one.id == item_id else one
        for one in files[number - 1].action_items
    ]
    files[number - 1] = replace(files[number - 1], action_items=tuple(items))
    return files


def test_a_further_run_asks_only_what_changed_since_ten_minutes_before(
    site: Site, data: bytes
) -> None:
    seen = unsealed(data, HOME).seen_at
    again = run(site, data)
    assert [one.operation for one in again.requests] == ["issues/list-for-repo"]
    since = datetime.fromisoformat(again.lists[0]["since"]).timestamp()
    assert since == seen - OVERLAP
    assert kinds(again.plan) == []


def test_the_time_it_was_seen_is_that_of_the_first_page_by_githubs_own_clock(site: Site) -> None:
    begun = int(site.clock())

    def slowly(request: Request, reply: Reply) -> None:
        if request.operation == "issues/list-for-repo":
            site.pass_by(60)

    site.github.hook(after=slowly)
    ran = run(site)
    site.github.hook()
    # The answer's own stamp is set as it leaves.
    assert unsealed(ran.data, HOME).seen_at == begun + 60
    assert site.clock() >= begun + 60


ACTS: dict[str, Callable[[Site], object]] = {
    "closed": lambda site: site.person.close(number_of(site, "PM-2025-001/A1"), "not_planned"),
    "retitled": lambda site: site.person.edit(number_of(site, "PM-2025-002"), title="Other"),
    "labelled": lambda site: site.person.label(number_of(site, "PM-2025-002/A2"), "mine"),
    "not ours any more": lambda site: site.person.unlabel(
        number_of(site, "PM-2025-002/A2"), "pmaction"
    ),
    "assigned": lambda site: site.person.assign(number_of(site, "PM-2025-003/A1"), "zoe"),
    "without a marker": lambda site: site.person.edit(
        number_of(site, "PM-2025-003/A1"), body="gone"
    ),
    "damaged": lambda site: site.person.edit(
        number_of(site, "PM-2025-003/A2"), body="<!-- pmaction:marker {} -->"
    ),
    "locked": lambda site: site.person.lock(number_of(site, "PM-2025-001")),
    "a new issue": lambda site: site.person.opens("One more"),
    "a copy": lambda site: site.person.opens(
        "A copy",
        site.person.issue(number_of(site, "PM-2025-001/A1")).body,
        labels=["pmaction"],
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_people_did_meanwhile_is_seen_as_without_a_memory(
    site: Site, data: bytes, act: str
) -> None:
    ACTS[act](site)
    site.pass_by(HOUR)
    kept = site.github.snapshot()
    without = run(site)
    site.github.restore(kept)
    ran = run(site, data)
    assert kinds(ran.plan) == kinds(without.plan)
    assert ran.plan.notes == without.plan.notes
    assert not run(site, ran.data).plan.changes


def test_our_own_writes_of_the_run_before_are_seen(site: Site, data: bytes) -> None:
    files = [
        *changed(1, "A2", title="Do it otherwise"),
        postmortem(item("A1"), pm_id="PM-2025-009"),
    ]
    ran = run(site, data, files)
    assert not ran.listed_all
    assert {Kind.CREATE, Kind.UPDATE, Kind.LINK} <= {kind for kind, _ in kinds(ran.plan)}
    again = run(site, ran.data, files)
    assert kinds(again.plan) == []
    assert len(again.requests) == 1
    assert kinds(run(site, b"", files).plan) == []


def test_an_issue_behind_a_list_that_lags_is_read_by_number(site: Site, data: bytes) -> None:
    site.repository.freeze_list()
    files = [*FILES, postmortem(item("A1"), item("A2"), pm_id="PM-2025-009")]
    run(site, data, files)
    newest = site.person.opens("The newest")
    assert site.repository.old_list is not None
    site.repository.old_list.append(newest)
    again = run(site, data, files)
    assert kinds(again.plan) == []
    assert [one.operation for one in again.requests] == [
        "issues/list-for-repo",
        *["issues/get"] * 3,
    ]


def test_more_holes_than_reading_is_worth_list_all(site: Site, data: bytes) -> None:
    files = [postmortem(*(item(f"A{n}") for n in range(1, 25)), pm_id="PM-2025-009"), *FILES]
    run(site, b"", files)
    site.pass_by(HOUR)
    memory = unsealed(run(site, b"", files).data, HOME)
    site.pass_by(HOUR)
    holey = replace(memory, issues=memory.issues[FEW + 1 :])
    again = run(site, sealed(holey, HOME), files)
    assert again.listed_all
    assert kinds(again.plan) == []


def test_a_plan_that_rests_on_more_than_a_list_costs_lists_all(site: Site) -> None:
    items = [item(f"A{n}") for n in range(1, FEW + 2)]
    run(site, b"", [*FILES, postmortem(*items, pm_id="PM-2025-009")])
    site.pass_by(HOUR)
    data = run(site, b"", [*FILES, postmortem(*items, pm_id="PM-2025-009")]).data
    site.pass_by(HOUR)
    items[0] = replace(items[0], title="Another title")
    ran = run(site, data, [*FILES, postmortem(*items, pm_id="PM-2025-009")])
    assert ran.listed_all
    assert (Kind.UPDATE, "PM-2025-009/A1") in kinds(ran.plan)


def test_a_few_holes_are_read_by_number(site: Site, data: bytes) -> None:
    memory = unsealed(data, HOME)
    holey = replace(memory, issues=memory.issues[2:], others=memory.others[1:])
    again = run(site, sealed(holey, HOME))
    assert not again.listed_all
    read = [one.path for one in again.requests if one.operation == "issues/get"]
    assert len(read) == 3
    assert kinds(again.plan) == []


def test_a_deleted_issue_is_missed_where_it_matters(site: Site, data: bytes) -> None:
    site.person.delete(number_of(site, "PM-2025-002/A2"))
    assert kinds(run(site, data).plan) == []
    ran = run(site, data, changed(2, "A2", title="Another title"))
    assert ran.listed_all
    assert kinds(ran.plan) == [(Kind.UPDATE, "PM-2025-002")]  # whose text names it
    assert any("is gone" in note.message for note in ran.plan.notes)


def test_a_deleted_issue_is_made_again_if_the_file_says_so(site: Site, data: bytes) -> None:
    site.person.delete(number_of(site, "PM-2025-002/A2"))
    ran = run(site, data, changed(2, "A2", recreate=True))
    assert (Kind.CREATE, "PM-2025-002/A2") in kinds(ran.plan)


def test_numbers_of_nothing_are_not_asked_about_again(site: Site) -> None:
    for _ in range(FEW + 2):
        site.person.delete(site.person.opens("Soon gone").number)
    for _ in range(LATEST + 2):
        site.person.opens("Stays")
    site.pass_by(HOUR)
    first = run(site)
    site.pass_by(HOUR)
    assert len(run(site, first.data).requests) == 1


def test_of_the_newest_numbers_nothing_is_believed_to_be_gone(site: Site) -> None:
    site.person.delete(site.person.opens("Soon gone").number)
    site.person.opens("Stays")
    site.pass_by(HOUR)
    first = run(site)
    assert unsealed(first.data, HOME).gone == ()
    again = run(site, first.data)
    assert [one.operation for one in again.requests] == ["issues/list-for-repo", "issues/get"]
    assert len(run(site, again.data).requests) == 1


def sealed_as(data: bytes, **fields: object) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(data) | fields)


BAD: dict[str, Callable[[bytes], bytes]] = {
    "deleted": lambda _: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "another repository's": lambda data: sealed(unsealed(data, HOME), f"{HOME}-other"),
    "said to be ours": lambda data: sealed_as(
        sealed(unsealed(data, HOME), f"{HOME}-other"), repository=HOME
    ),
    "of another version": lambda data: sealed_as(data, version=1),
    "of a strange version": lambda data: sealed_as(data, version="1"),
    "changed by hand": lambda data: data.replace(b"Do A1", b"Do A2", 1),
    "no JSON": lambda _: b"\xff\x00",
    "other JSON": lambda _: b"[1]",
    "JSON without end": lambda _: b"[" * 100_000,
    "of no time there is": lambda data: sealed(replace(unsealed(data, HOME), seen_at=2**40), HOME),
    "of a wrong form": lambda data: sealed_as(data, memory={"home": 1}),
}


@pytest.mark.parametrize("how", BAD)
def test_a_file_that_cannot_be_believed_is_as_none(site: Site, data: bytes, how: str) -> None:
    without, ran = run(site), run(site, BAD[how](data))
    assert ran.listed_all
    assert [one.path for one in ran.requests] == [one.path for one in without.requests]
    assert unsealed(ran.data, HOME) == unsealed(without.data, HOME)


def test_a_number_that_stands_in_two_places_contradicts_itself(data: bytes) -> None:
    memory = unsealed(data, HOME)
    forged = replace(memory, others=(*memory.others, memory.issues[0].number))
    with pytest.raises(BadCache, match="contradicts"):
        unsealed(sealed(forged, HOME), HOME)


UNUSABLE: dict[str, Callable[[Memory], Memory]] = {
    "from the future": lambda memory: replace(memory, seen_at=memory.seen_at + DAY),
    "of an issue that was another one": lambda memory: replace(
        memory, issues=tuple(replace(one, id=one.id + 1) for one in memory.issues)
    ),
    "of a repository elsewhere": lambda memory: replace(memory, home=f"{memory.home}-other"),
    "of numbers beyond all": lambda memory: replace(memory, others=(*memory.others, 10**15)),
}


@pytest.mark.parametrize("how", UNUSABLE)
def test_a_memory_that_contradicts_github_is_as_none(site: Site, data: bytes, how: str) -> None:
    site.person.comment(number_of(site, "PM-2025-001/A1"), "Something new.")
    ran = run(site, sealed(UNUSABLE[how](unsealed(data, HOME)), HOME))
    assert ran.listed_all
    assert kinds(ran.plan) == []
    assert not run(site, ran.data).listed_all


def test_an_old_memory_is_as_none(site: Site, data: bytes) -> None:
    site.pass_by(3 * DAY)
    young = run(site, data)
    assert not young.listed_all
    site.pass_by(3 * DAY)
    assert not run(site, young.data).listed_all
    site.pass_by(2 * DAY)
    # What a run builds upon a memory does not make it younger.
    assert run(site, young.data).listed_all


def test_the_scheduled_run_lists_all_and_its_next_step_does_not(site: Site, data: bytes) -> None:
    first = run(site, data, max_age=600)
    assert first.listed_all
    assert not run(site, first.data, max_age=600).listed_all


@pytest.mark.parametrize("jump", [-DAY, DAY], ids=["back", "ahead"])
def test_a_clock_that_jumps_is_not_built_upon(site: Site, data: bytes, jump: float) -> None:
    kept = site.clock
    shift = 0.0
    site.clock = lambda: kept() + shift  # type: ignore[method-assign]
    shift = jump
    wrong = run(site, data)
    assert wrong.listed_all
    assert wrong.data == b""
    shift = 0.0
    assert not run(site, data).listed_all


def test_githubs_own_clock_may_jump_back(site: Site, data: bytes) -> None:
    site.pass_by(-2 * HOUR)
    ran = run(site, data)
    assert ran.listed_all
    assert kinds(ran.plan) == []


def test_githubs_machines_may_differ_by_seconds(site: Site) -> None:
    data = run(site).data
    site.pass_by(-2)
    assert not run(site, data).listed_all
    site.pass_by(-2 * SKEW)
    assert run(site, data).listed_all


def test_without_a_clock_nothing_is_remembered(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmaction.tracking.github_client._time_in", lambda _: None)
    assert run(site).data == b""


def test_a_list_that_breaks_off_is_not_remembered(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmaction.tracking.github_client.PER_PAGE", 5)

    def breaks(request: Request) -> Reply | None:
        return Reply(502) if request.query.get("page") == "2" else None

    site.github.hook(before=breaks)
    tracking = GitHubTrackingSystem(site.client(), REPOSITORY)
    with pytest.raises(TrackingUnavailable):
        tracking.list_issues()
    assert tracking.memory() is None


def test_who_can_be_assigned_is_remembered_for_plans_and_asked_again_before_writing(
    site: Site, data: bytes
) -> None:
    files = [*FILES, postmortem(item("A1", owner="@erin"), pm_id="PM-2025-009")]

    def asked(ran: Ran) -> int:
        return sum(one.operation == "issues/check-user-can-be-assigned" for one in ran.requests)

    plan = run(site, data, files, to_write=False)
    assert asked(plan) == 1
    again = run(site, plan.data, files, to_write=False)
    assert asked(again) == 0
    assert again.plan == plan.plan
    assert not site.github.writes[-1:] or len(again.requests) == 1
    assert asked(run(site, again.data, files)) == 1


def test_before_issues_are_opened_github_is_searched_for_hidden_ones(
    site: Site, data: bytes
) -> None:
    memory = unsealed(data, HOME)
    hidden = [one.number for one in memory.issues if "PM-2025-002" in (one.body or one.title)]
    assert len(hidden) == 5
    shown = tuple(one for one in memory.issues if one.number not in hidden)
    forged = replace(memory, issues=shown, others=tuple(sorted((*memory.others, *hidden))))
    ran = run(site, sealed(forged, HOME))
    assert any(one.operation == "search/issues-and-pull-requests" for one in ran.requests)
    assert ran.listed_all
    assert kinds(ran.plan) == []
    assert not site.wrong()


@pytest.mark.parametrize(
    "answer", [Reply(403, {"message": "no"}), Reply(422, {"message": "no"}), Reply(503)]
)
def test_where_github_cannot_be_searched_all_is_listed(
    site: Site, data: bytes, answer: Reply
) -> None:
    def refuses(request: Request) -> Reply | None:
        return answer if request.path == "/search/issues" else None

    site.github.hook(before=refuses)
    files = [*FILES, postmortem(item("A1"), pm_id="PM-2025-009")]
    ran = run(site, data, files)
    site.github.hook()
    assert ran.listed_all
    assert [kind for kind, _ in kinds(ran.plan)] == [Kind.CREATE, Kind.CREATE, Kind.LINK]


def test_all_that_is_ever_asked_of_an_answer_is_kept(site: Site) -> None:
    site.person.lock(number_of(site, "PM-2025-002/A1"))
    site.person.close(number_of(site, "PM-2025-002/A2"), "duplicate")
    site.person.assign(number_of(site, "PM-2025-002/A2"), "Zoe", "bob", "Copilot")
    found = list(site.client().pages("/repos/acme/site/issues", state="all"))
    assert len(found) > 15
    for raw in found:
        assert read_issue(kept_fields(raw)) == read_issue(raw)
    ran = run(site)
    memory = unsealed(ran.data, HOME)
    kept = {one.number: one.as_answer(memory.home) for one in memory.issues}
    for raw in found:
        one = read_issue(raw)
        is_ours = one is not None or read_standing(raw) is not None
        assert is_ours != (raw["number"] in memory.others)
        assert one is None or read_issue(kept[raw["number"]]) == one


def test_the_token_is_not_in_it(data: bytes, site: Site) -> None:
    assert site.token.encode() not in data
    assert datetime.fromtimestamp(unsealed(data, HOME).seen_at, UTC).year == 2025


def test_numbers_that_were_never_given_out_do_not_hide_what_a_list_lags_behind(
    site: Site, data: bytes
) -> None:
    files = [*FILES, postmortem(item("A1"), pm_id="PM-2025-009")]
    site.repository.freeze_list()
    run(site, b"", files)
    memory = unsealed(data, HOME)
    beyond = range(site.repository.last_number - 1, site.repository.last_number + 10)
    forged = replace(memory, others=(*memory.others, *beyond))
    run(site, sealed(forged, HOME), files)
    keys = [marker.key for marker, _ in site.ours()]
    assert len(keys) == len(set(keys))
