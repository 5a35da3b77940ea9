"""Which postmortems are called alike: those of one cause, and not those of one trade."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace
from worlds import item, postmortem

from pmaction.incident import RootCause, Summary, Times
from pmaction.likeness import Alike, like, suspected
from pmaction.model import Postmortem
from pmaction.moment import parse_moment
from pmaction.reading import read_postmortem

EXAMPLES = Path(__file__).parent.parent / "examples"

# Told half a year later by somebody else, in other words; each is the same thing as its example.
AGAIN = {
    "PM-2018-001": (
        "Cluster full of pods",
        "The pod reflector stopped receiving events.",
        "Pods that the reflector did not see were not deleted, until the cluster was full.",
    ),
    "PM-2024-001": (
        "API slow again, pool of database connections used up",
        "Connections were leaked by the new client library.",
        "The database connection pool of the API was exhausted by a leak in connection handling.",
    ),
    "PM-2024-002": (
        "Disk full, since the purge job had stopped",
        "The job that purges old data failed and told nobody.",
        "No alert on disk usage existed on the new hosts; the purge had not run for a week.",
    ),
    "PM-2025-001": (
        "Checkout blocked by slow Stripe",
        "A new call to Stripe had no timeout.",
        "The refund call to the Stripe API was added without a timeout or circuit breaker; when "
        "Stripe was slow, requests waited for 60 seconds.",
    ),
    "PM-2025-002": (
        "Phone numbers in the logs",
        "The new logger writes user objects without redaction.",
        "A second service logs whole user objects in plain text; no PII redaction is configured.",
    ),
    "PM-2025-003": (
        "Invoices page times out",
        "A column without an index was used in a join.",
        "The query of the invoices endpoint filters by a column that has no index, scans the whole "
        "table and runs into its timeout.",
    ),
    "PM-2025-004": (
        "Email service down at peak: no free connections",
        "The connection pool was again too small for peak traffic.",
        "Peak traffic tripled, and 50 connections of the pool were not enough; new requests failed "
        "with a timeout.",
    ),
    "PM-2025-005": (
        "Token in a committed state file",
        "A Terraform state file with secrets was committed.",
        "The state file was not in .gitignore, and the secret check looks at staged files only.",
    ),
}


def examples() -> dict[str, Postmortem]:
    """The examples, all of them as if of one service, so that each is compared with each."""
    paths = sorted(EXAMPLES.glob("postmortems/*/*.yaml"))
    found = [read_postmortem(path.name, path.read_bytes()).postmortem for path in paths]
    return {one.id: replace(one, services=("shop",)) for one in found if one is not None}


def again(earlier: str, **fields: Any) -> Postmortem:
    title, summary, description = AGAIN[earlier]
    values: dict[str, Any] = {
        "pm_id": "PM-2026-001",
        "title": title,
        "services": ("shop",),
        "summary": Summary(root_cause=summary),
        "root_cause": RootCause(description=description),
        "times": on(date(2026, 6, 1)),
    }
    return postmortem(**(values | fields))


def on(day: date) -> Times:
    return Times(started=parse_moment(f"{day}T10:00:00Z"))


def names(found: Sequence[Alike]) -> list[str]:
    return [one.earlier for one in found]


@pytest.mark.parametrize("earlier", AGAIN)
def test_what_happened_again_looks_like_the_first_time_and_like_nothing_else(earlier: str) -> None:
    assert names(like(again(earlier), examples().values())) == [earlier]


def test_no_two_of_the_examples_are_alike_even_if_all_are_of_one_service() -> None:
    found = examples()
    assert suspected(tuple(found.values()), found.keys()) == ()


def test_only_what_shares_a_service_or_a_kind_of_cause_is_compared() -> None:
    older = examples()["PM-2024-001"]
    elsewhere = replace(older, services=("API",), cause_kind=None)
    assert like(again("PM-2024-001"), [elsewhere]) == ()
    assert names(like(again("PM-2024-001", services=("api",)), [elsewhere])) == ["PM-2024-001"]
    kinds = replace(elsewhere, cause_kind="database")
    assert names(like(again("PM-2024-001", cause_kind="database"), [kinds])) == ["PM-2024-001"]
    other = replace(elsewhere, cause_kind="other")
    assert like(again("PM-2024-001", cause_kind="other"), [other]) == ()


def test_it_says_what_they_share_and_which_items_are_open() -> None:
    older = replace(examples()["PM-2024-001"], services=("API", "shop"))
    new = again("PM-2024-001", services=("api", "Shop", "API", "mail"), cause_kind="database")
    (one,) = like(new, [older], {"PM-2024-001/A2", "PM-2024-001/A1", "PM-2024-002/A1"})
    assert (one.services, one.cause_kind) == (("api", "Shop"), "database")
    assert one.open_items == ("PM-2024-001/A1", "PM-2024-001/A2")
    assert one.why == (
        "same services api, Shop, same kind of cause (database); both speak of "
        + ", ".join(one.words)
    )
    assert {"connections", "pool", "leak", "database", "api"} >= set(one.words)
    assert len(one.words) == 3


def test_a_confidential_postmortem_is_like_nothing_and_nothing_is_like_it() -> None:
    older = examples()["PM-2025-004"]
    assert names(like(again("PM-2025-004"), [older])) == ["PM-2025-004"]
    assert like(again("PM-2025-004"), [replace(older, confidential=True)]) == ()
    assert like(again("PM-2025-004", confidential=True), [older]) == ()


def test_only_earlier_ones_are_named_and_on_one_day_those_with_the_lower_id() -> None:
    def found(day: str, pm_id: str) -> list[str]:
        times = Times(started=parse_moment(day))
        older = replace(examples()["PM-2025-004"], id=pm_id, times=times)
        return names(like(again("PM-2025-004"), [older]))

    assert found("2026-05-31", "PM-2026-002") == ["PM-2026-002"]
    assert found("2026-06-02", "PM-2025-004") == []
    assert found("2026-06-01", "PM-2025-004") == ["PM-2025-004"]
    assert found("2026-06-01", "PM-2026-002") == []
    assert found("unknown", "PM-2026-002") == ["PM-2026-002"]


def test_of_several_the_likest_is_suspected_and_of_equal_ones_the_latest() -> None:
    first = examples()["PM-2025-004"]
    second = replace(first, id="PM-2026-000", times=on(date(2026, 1, 1)))
    everything = [*examples().values(), second, again("PM-2025-004")]
    for several in permutations(everything[-3:]):
        (one,) = suspected([*everything[:-3], *several], ["PM-2026-001"])
        assert one.earlier == "PM-2026-000"


def test_who_says_what_it_is_a_recurrence_of_is_not_suspected() -> None:
    told = again("PM-2025-004", recurrence_of="PM-2018-001")
    assert suspected([*examples().values(), told], [told.id]) == ()


def test_a_word_or_two_do_not_make_two_alike() -> None:
    one = postmortem(title="Queue full", services=("shop",), times=on(date(2025, 1, 1)))
    assert (
        like(
            again("PM-2025-004", title="Queue full", summary=Summary(), root_cause=RootCause()),
            [one],
        )
        == ()
    )


def test_other_scripts_are_compared_too() -> None:
    older = postmortem(
        title="Почта не работала",
        services=("почта",),
        root_cause=RootCause(description="Пул соединений с базой данных был исчерпан."),
        times=on(date(2025, 1, 1)),
    )
    new = postmortem(
        pm_id="PM-2025-002",
        title="Снова не работала почта",
        services=("Почта",),
        root_cause=RootCause(description="Пул соединений с базой данных исчерпан в час пик."),
        times=on(date(2025, 5, 1)),
    )
    unlike = replace(
        older, id="PM-2024-009", title="Диск", root_cause=RootCause(description="Место кончилось.")
    )
    assert names(like(new, [older, unlike])) == ["PM-2025-001"]


def test_nothing_to_compare_is_alike_to_nothing() -> None:
    assert suspected([], []) == ()
    assert like(postmortem(title="x"), []) == ()


def test_a_thousand_are_compared_in_a_moment() -> None:
    """Measured well under a second; here a busy machine has five."""
    random = Random(7)  # noqa: S311  (no secrets)
    vocabulary = [f"word{n}" for n in range(3_000)]
    several = [
        postmortem(
            item("A1"),
            pm_id=f"PM-2025-{n:04}",
            services=(f"service-{random.randrange(40)}",),
            cause_kind=random.choice(["database", "code", "network", "capacity"]),
            root_cause=RootCause(description=" ".join(random.choices(vocabulary, k=60))),
            times=on(date(2025, 1, 1) + timedelta(days=n % 365)),
        )
        for n in range(1_000)
    ]
    begun = time.process_time()
    assert suspected(several, {one.id for one in several}) == ()
    assert time.process_time() - begun < 5
