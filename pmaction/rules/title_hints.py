"""What to do about a vague title, by what it speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from pmaction.word_sets import word_set

DEED = (
    "Name the deed, the thing and the measure, as in “Raise the connection pool from 10 to 50 "
    "connections”."
)
ALERT = (
    "Name what is watched, and from which measure on somebody is told, as in “Alert on connection "
    "pool usage above 80 %”."
)
TEST = (
    "Name the case that is tested, as in “Test that checkout answers while the payment API is "
    "down”."
)
TEXT = (
    "Name the page and what it has to say, as in “Write into the mail runbook how to raise the "
    "connection pool”."
)
OUTCOME = (
    "Say what there is in the end, as in “Decide from a load test whether the pool needs 50 "
    "connections”."
)
REWORK = "Say what is different afterwards, as in “Move retries out of the checkout client”."
AGREE = (
    "Say what is agreed and where that stands then, as in “Agree with the provider on a status "
    "page, and link it in the runbook”."
)
SYSTEM = (
    "Say what in the system takes the place of attention: a check, a default, a limit, as in “Ask "
    "for the host name before a table is dropped”."
)
HINT_FOR = {
    **dict.fromkeys(
        word_set(
            "monitoring monitor monitors alert alerts alerting alarm alarms alerted logging logs "
            "log metrics metric dashboard dashboards observability visibility notified"
        ),
        ALERT,
    ),
    **dict.fromkeys(word_set("test tests testing coverage"), TEST),
    **dict.fromkeys(
        word_set(
            "documentation docs document documents documenting runbook runbooks procedure "
            "procedures"
        ),
        TEXT,
    ),
    **dict.fromkeys(
        word_set("communication communications communicate communicating collaboration"), AGREE
    ),
    **dict.fromkeys(word_set("training awareness knowledge culture careful"), SYSTEM),
}


def fitting_hint(words: Iterable[str]) -> str:
    """Give the hint for the first thing that is named, or for a deed where none is."""
    return next((HINT_FOR[word] for word in words if word in HINT_FOR), DEED)
