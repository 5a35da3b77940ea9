"""What is owed before action items are: a postmortem, its publication, its action items."""

from __future__ import annotations

from dataclasses import replace as with_fields
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest
from msgspec.structs import replace
from reminding_platform import Platform
from worlds import World, item, postmortem

from pmaction.change import Change, Kind
from pmaction.checking import usable_postmortems
from pmaction.config import Config, Gates, Reminders, RuleSetting
from pmaction.gates import owed
from pmaction.incident import Times
from pmaction.issue import Listing
from pmaction.model import Postmortem, Reference
from pmaction.moment import parse_moment
from pmaction.reading import read_postmortem
from pmaction.reminding.matter import Links
from pmaction.rules.publication_hours import Deadlines
from pmaction.standing import STANDING, Incident, IssueComment

ENDED = "2025-12-01T12:00:00Z"
DAY = date(2025, 12, 4)  # a Thursday, the day after a P0 of the 1st was to be published
CONFIG = Config(reminders=Reminders(before=(), after=(1, 7), repeat=30, digest_from=3))


SHORT = Times(started=parse_moment("2025-12-01T11:30:00Z"), resolved=parse_moment(ENDED))


class WithIncidents(Platform):
    """A platform that has incidents, too."""

    incidents: tuple[Incident, ...] = ()

    def listing(self) -> Listing:
        return with_fields(super().listing(), incidents=self.incidents)


def p0(**fields: object) -> Postmortem:
    times = Times(started=parse_moment("2025-12-01T10:00:00Z"), resolved=parse_moment(ENDED))
    values: dict[str, object] = {"severity": "P0", "times": times, "authors": ("@ana", "Kim")}
    return replace(postmortem(), **(values | fields))


def world(*files: Postmortem, config: Config = CONFIG) -> tuple[WithIncidents, World]:
    platform = WithIncidents()
    return platform, World(platform, files, config)


def comments(one: World, today: date = DAY) -> list[Change]:
    changes = one.plan_reminders(today).plan.changes
    return [change for change in changes if change.kind is Kind.COMMENT]


SOURCE = "postmortems/2025/PM-2025-001.yaml, lines 1–100"


class TestPublication:
    @pytest.mark.parametrize("status", ["draft", "reviewed"])
    def test_the_authors_are_asked_to_publish_what_is_late(self, status: str) -> None:
        _, one = world(p0(status=status))
        (change,) = comments(one)
        still = "a draft" if status == "draft" else "not published"
        assert change.after.comment == (
            "@ana: the publication of PM-2025-001 was due on **2025-12-03**, 1 day ago.\n\n"
            f"It is still {still}. Finish and publish it in {SOURCE}."
        )
        assert change.comment_id == "reminder:publish:PM-2025-001@2025-12-03+1"
        assert change.item == "PM-2025-001"

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({}, "It is asked of this P1, as it took 2 h. "),
            (
                {"times": SHORT, "recurrence_of": "PM-2024-001"},
                "It is asked of this P1, as it repeats PM-2024-001. ",
            ),
            ({"confidential": True}, ""),
        ],
        ids=["long", "again", "confidential"],
    )
    def test_the_authors_of_a_p1_are_told_why_it_is_asked_of_this_one(
        self, fields: dict[str, object], why: str
    ) -> None:
        (change,) = comments(world(p0(severity="P1", status="draft", **fields))[1])
        assert (change.after.comment or "").endswith(
            f"It is still a draft. {why}Finish and publish it in {SOURCE}."
        )

    def test_it_is_asked_in_the_postmortems_issue(self) -> None:
        platform, one = world(p0())
        number = platform.open("PM-2025-001")
        assert [change.issue for change in comments(one)] == [number]

    def test_without_one_it_is_asked_in_the_standing_issue_and_once(self) -> None:
        platform, one = world(p0())
        report = one.remind(DAY)
        kinds = [(result.change.kind, result.change.item) for result in report.results]
        assert kinds == [(Kind.CREATE, STANDING), (Kind.COMMENT, "PM-2025-001")]
        assert [one.mark for one in platform.standing_comments] == [
            "reminder:publish:PM-2025-001@2025-12-03+1"
        ]
        assert one.remind(DAY).results == ()
        platform.standing_text = (platform.standing_text or "").replace("publish:", "x:")
        one.remind(DAY)
        assert len(platform.standing_comments) == 1

    @pytest.mark.parametrize(
        "file",
        [
            p0(status="published", published_at=parse_moment("2025-12-04"), no_action_needed="No."),
            p0(severity="P1", times=SHORT),
            p0(severity=None),
            p0(times=Times(started=parse_moment("2025-12-01"))),
            p0(published_at=parse_moment("2025-12-02")),
        ],
        ids=["published", "a short P1", "no severity", "not over", "has a date"],
    )
    def test_otherwise_nobody_is_asked(self, file: Postmortem) -> None:
        assert comments(world(file)[1]) == []

    def test_what_is_older_than_the_tracking_goes_by_the_day_in_the_configured_zone(self) -> None:
        night = Times(started=parse_moment("2025-12-01T23:30:00Z"), resolved=parse_moment(ENDED))
        for zone, asked in (("UTC", 0), ("Pacific/Auckland", 1)):
            config = replace(CONFIG, track_since=date(2025, 12, 2), time_zone=zone)
            assert (
                len(comments(world(p0(times=night), config=config)[1], date(2025, 12, 5))) == asked
            )

    @pytest.mark.parametrize(
        "fields",
        [
            {"gates": Gates(publish=False)},
            {"rules": {"late-publication": RuleSetting(severity="off")}},
            {"rules": {"late-publication": RuleSetting(asks_from="published")}},
            {"rules": {"late-publication": RuleSetting(options=Deadlines(P0=100))}},
            {"track_since": date(2025, 12, 2)},
        ],
        ids=["gate off", "rule off", "drafts not asked", "more hours", "before tracking"],
    )
    def test_the_configuration_decides_whether_anybody_is(self, fields: dict[str, object]) -> None:
        assert comments(world(p0(), config=replace(CONFIG, **fields))[1]) == []

    def test_other_severities_have_the_hours_of_the_rule(self) -> None:
        rules = {"late-publication": RuleSetting(options=Deadlines(P1=24))}
        aliases = {"SEV2": "P1"}
        config = replace(CONFIG, rules=rules, severity_aliases=aliases)
        (change,) = comments(world(p0(severity="SEV2"), config=config)[1])
        assert change.why == "publication due 2025-12-02, 2 days ago"

    @pytest.mark.parametrize(
        ("file", "asked"),
        [
            (p0(severity="P1"), True),
            (p0(severity="P1", times=SHORT, recurrence_of="PM-2024-001"), True),
            (p0(severity="P1", times=SHORT, recurrence_of="PM-2025-001"), False),
            (p0(severity="P1", times=SHORT, recurrence_of="PM-2025-002"), False),
            (p0(severity="P2"), False),
        ],
        ids=["long", "repeated", "repeats itself", "repeats a later one", "P2"],
    )
    def test_a_p1_that_was_long_or_happened_again_is_asked_like_a_p0(
        self, file: Postmortem, asked: bool
    ) -> None:
        later = Times(started=parse_moment("2025-12-03"))
        _, one = world(file, p0(id="PM-2025-002", severity="P3", times=later))
        assert [change.why for change in comments(one)] == (
            ["publication due 2025-12-03, 1 day ago"] if asked else []
        )

    def test_of_an_incident_whose_hour_is_not_known_the_day_counts_to_its_end(self) -> None:
        times = Times(started=parse_moment("2025-12-01"), resolved=parse_moment("2025-12-01"))
        (change,) = comments(world(p0(times=times))[1], date(2025, 12, 8))
        assert change.why == "publication due 2025-12-04, 4 days ago"

    def test_what_is_more_than_a_year_late_is_history(self) -> None:
        assert len(comments(world(p0())[1], date(2026, 12, 3))) == 1
        assert comments(world(p0())[1], date(2026, 12, 4)) == []

    def test_of_a_confidential_one_nothing_is_quoted(self) -> None:
        (change,) = comments(world(p0(title="MegaCorp", confidential=True))[1])
        assert "MegaCorp" not in f"{change}"

    def test_many_of_one_author_come_in_one_comment(self) -> None:
        files = [p0(id=f"PM-2025-00{n}") for n in (1, 2, 3)]
        (digest,) = comments(world(*files)[1])
        assert digest.after.comment is not None
        assert digest.after.comment.startswith("@ana: 3 things from postmortems wait for you.\n\n")
        assert "the publication of PM-2025-002: Mail was down |" in digest.after.comment
        assert digest.after.comment.endswith(
            "\n\nNot published? Finish the postmortem in its file, and publish it."
        )


PUBLISHED: dict[str, object] = {
    "status": "published",
    "published_at": parse_moment("2025-12-03"),
}


class TestItems:
    def test_a_published_one_without_action_items_is_asked_for_some(self) -> None:
        (change,) = comments(world(p0(**PUBLISHED))[1])
        assert change.after.comment == (
            "@ana: the list of action items of PM-2025-001 was due on **2025-12-03**, 1 day ago."
            "\n\n"
            "It is published, and nothing follows from it. Write its action items into "
            f"{SOURCE}, or `no_action_needed` with the reason."
        )
        assert change.comment_id == "reminder:items:PM-2025-001@2025-12-03+1"

    @pytest.mark.parametrize(
        "file",
        [
            p0(**PUBLISHED, no_action_needed="It was a drill."),
            p0(**PUBLISHED, action_items=(item("A1", due=date(2026, 1, 1)),)),
            p0(**PUBLISHED, severity="P2"),
        ],
        ids=["it says why", "it has some", "another severity"],
    )
    def test_otherwise_nobody_is_asked(self, file: Postmortem) -> None:
        assert comments(world(file)[1]) == []

    def test_the_severities_may_be_called_by_own_names(self) -> None:
        fields = {"gates": Gates(action_items=("SEV1",)), "severity_aliases": {"SEV1": "P0"}}
        config = replace(CONFIG, **fields)
        for severity, expected in (("SEV1", 1), ("P0", 1), ("P1", 0)):
            _, one = world(p0(**(PUBLISHED | {"severity": severity})), config=config)
            assert len(comments(one)) == expected


class TestIgnored:
    """What a comment in the file excuses is not asked for either."""

    DRAFT = (
        "id: PM-2025-001\ntitle: Mail was down\nseverity: P0\n"
        "times: {{resolved: 2025-12-01T12:00:00Z}}\nstatus: {status}\n"
    )

    def owed(self, text: str) -> list[str]:
        usable = usable_postmortems([read_postmortem("pm.yaml", text.encode())]).postmortems
        links = Links(to_source=lambda source: source.path)
        now = datetime(2025, 12, 8, 9, tzinfo=UTC)
        return [one.key for one in owed(usable, Platform().listing(), CONFIG, now, links)]

    def test_a_late_publication_that_is_excused_is_not_asked_for(self) -> None:
        text = self.DRAFT.format(status="draft")
        excuse = "  # pmaction: ignore[late-publication] Legal reads it."
        assert self.owed(text) == ["publish:PM-2025-001"]
        assert self.owed(text.replace("draft", f"draft{excuse}")) == []
        assert self.owed(f"{excuse.strip()}\n{text}") == []
        assert self.owed(text.replace("P0", f"P0{excuse}")) == ["publish:PM-2025-001"]

    def test_a_postmortem_that_needs_no_action_items_by_a_comment_is_not_asked_for_some(
        self,
    ) -> None:
        text = self.DRAFT.format(status="published") + "published_at: 2025-12-02\n"
        excuse = "  # pmaction: ignore[no-action-items] They are in PM-2025-002."
        assert self.owed(text) == ["items:PM-2025-001"]
        assert self.owed(text.replace("published\n", f"published{excuse}\n", 1)) == []


class TestIncidents:
    WITHIN = MappingProxyType({"P0": "2 days", "P1": "3 business days"})
    CONFIG = replace(CONFIG, gates=Gates(incident_label="incident", postmortem_within=WITHIN))

    def incident(self, **fields: object) -> Incident:
        values: dict[str, object] = {
            "number": 7,
            "title": "Checkout is down",
            "labels": frozenset({"incident", "p0"}),
            "opened_at": datetime(2025, 12, 1, 23, 30, tzinfo=UTC),
            "author": "@mona",
            "url": "https://github.example/acme/site/issues/7",
        }
        return Incident(**(values | fields))  # type: ignore[arg-type]

    def asked(
        self, incident: Incident, *files: Postmortem, today: date = DAY, **config: object
    ) -> list[Change]:
        platform, one = world(*files, config=replace(self.CONFIG, **config))
        platform.incidents = (incident,)
        return comments(one, today)

    def test_whoever_opened_it_is_asked_for_its_postmortem(self) -> None:
        (change,) = self.asked(self.incident())
        assert change.after.comment == (
            "@mona: the postmortem of this incident was due on **2025-12-03**, 1 day ago.\n\n"
            'Begin one with `pmaction new`, and write this issue into it: `incident_id: "#7"`. '
            "No incident after all? Take the label off.\n\n"
            "To hear nothing of it for a while: comment `/snooze 2w`, and why."
        )
        assert (change.item, change.issue) == ("incident-7", 7)
        assert change.comment_id == "reminder:incident:7@2025-12-03+1"

    def test_many_come_in_one_comment_with_what_to_write_for_each(self) -> None:
        config = replace(self.CONFIG, reminders=Reminders(digest_from=2))
        platform, one = world(config=config)
        platform.incidents = (self.incident(), self.incident(number=8))
        (digest,) = comments(one)
        for number in (7, 8):
            row = f'`#{number}`: Checkout is down | `incident_id: "#{number}"` |'
            assert row in (digest.after.comment or "")
        assert (
            "\n\nNo postmortem? Begin one with `pmaction new`, and write the line that stands "
            "beside the incident into it. No incident after all? Take the label off.\n\n"
        ) in (digest.after.comment or "")

    def test_whoever_has_it_is_asked_instead_of_who_opened_it(self) -> None:
        (change,) = self.asked(self.incident(assignees=("@ana", "@bo")))
        assert (change.after.comment or "").startswith("@ana @bo: the postmortem")

    @pytest.mark.parametrize(
        "file",
        [
            postmortem(incident_id="#7"),
            postmortem(incident_id="7"),
            postmortem(incident_id="https://github.example/acme/site/issues/7"),
            postmortem(
                references=(Reference("issue", "https://github.example/ACME/site/issues/7/"),)
            ),
        ],
        ids=["#7", "7", "address", "reference"],
    )
    def test_a_postmortem_that_names_it_is_enough(self, file: Postmortem) -> None:
        assert self.asked(self.incident(), file) == []
        assert len(self.asked(self.incident(number=77, url=""), file)) == 1

    @pytest.mark.parametrize(
        ("incident", "config"),
        [
            ({"is_false_alarm": True}, {}),
            ({"opened_at": None}, {}),
            ({}, {"track_since": date(2025, 12, 2)}),
            ({}, {"gates": Gates(incident_label="incident")}),
            ({"labels": frozenset({"incident", "P2"})}, {}),
        ],
        ids=["a false alarm", "no time", "before tracking", "no deadline", "none for P2"],
    )
    def test_otherwise_nobody_is_asked(
        self, incident: dict[str, object], config: dict[str, object]
    ) -> None:
        assert self.asked(self.incident(**incident), **config) == []

    def test_without_a_severity_it_has_the_time_of_a_p1(self) -> None:
        plain = self.incident(labels=frozenset({"incident"}))
        assert self.asked(plain) == []
        (change,) = self.asked(plain, today=date(2025, 12, 5))
        assert change.why == "postmortem due 2025-12-04, 1 day ago"

    def test_of_several_severities_the_worst_counts(self) -> None:
        both = self.incident(labels=frozenset({"incident", "SEV1", "P1"}))
        (change,) = self.asked(both, severity_aliases={"sev1": "P0"})
        assert change.why == "postmortem due 2025-12-03, 1 day ago"

    def test_the_time_may_be_said_for_an_own_name(self) -> None:
        gates = Gates(incident_label="incident", postmortem_within={"SEV1": "1 day"})
        sev1 = self.incident(labels=frozenset({"incident", "sev1"}))
        (change,) = self.asked(sev1, gates=gates, severity_aliases={"SEV1": "P0"})
        assert change.why == "postmortem due 2025-12-02, 2 days ago"
        assert self.asked(sev1, gates=gates) == []

    def test_the_day_is_that_of_the_time_zone(self) -> None:
        (change,) = self.asked(self.incident(), today=date(2025, 12, 5), time_zone="Europe/Berlin")
        assert change.why == "postmortem due 2025-12-04, 1 day ago"

    def test_a_snooze_there_is_of_all_postmortems_that_are_spoken_of_there(self) -> None:
        files = [p0(incident_id="#7", status="draft", id=f"PM-2025-00{n}") for n in (1, 2)]
        platform, one = world(*files, config=self.CONFIG)
        platform.incidents, platform.writers = (self.incident(comment_count=None),), {"mei"}
        one.remind(DAY)
        platform.now = datetime(2025, 12, 5, 9, tzinfo=UTC)
        asked = IssueComment(number=9, text="/snooze 2w vacation", author="mei",
                             written_at=platform.now)  # fmt: skip
        platform.others[7].append(asked)
        platform.now += timedelta(minutes=1)
        (granted,) = comments(one, date(2025, 12, 11))
        assert granted.issue == 7
        assert granted.after.comment == (
            "Quiet until **2025-12-19**, as `@mei` asked: vacation\n\n"
            "The due dates of `PM-2025-001` and `PM-2025-002` stay as they are. To end the quiet "
            "before: comment `/snooze 0d`."
        )
        one.remind(date(2025, 12, 11))
        assert comments(one, date(2025, 12, 18)) == []
        platform.standing_text = None
        assert comments(one, date(2025, 12, 18)) == [], "the answer itself says so"
        assert len(comments(one, date(2025, 12, 19))) == 2

    def test_authors_hear_of_a_draft_in_the_incidents_issue(self) -> None:
        file = p0(incident_id="#7", status="draft")
        (change,) = self.asked(self.incident(), file)
        assert (change.item, change.issue) == ("PM-2025-001", 7)
