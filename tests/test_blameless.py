"""Blame is found in English sentences, and sentences about systems are left alone."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
from rule_checks import check, only, rules_in

from pmaction.rules.blame_wording import Blame, blames_in
from pmaction.rules.texts import Text, Texts

CASES = Path(__file__).parent / "language_cases"


def cases(name: str) -> list[str]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def blames(text: str) -> list[Blame]:
    return [blame for _, blame in blames_in(Texts.of([Text(("notes",), text)]))]


@pytest.mark.parametrize("case", cases("blaming.txt"))
def test_a_sentence_that_blames_is_reported_once_and_for_its_kind(case: str) -> None:
    kind, _, sentence = case.partition("|")
    assert [blame.kind.value for blame in blames(sentence)] == [kind]


@pytest.mark.parametrize("sentence", cases("not_blaming.txt"))
def test_a_sentence_about_systems_is_left_alone(sentence: str) -> None:
    assert blames(sentence) == []


def test_each_sentence_of_a_text_is_looked_at() -> None:
    text = "The engineer forgot to renew it. All was well. He should have asked.\n\n- Human error."
    assert [blame.kind.value for blame in blames(text)] == ["person", "hindsight", "human error"]


def test_a_sentence_may_go_on_in_the_next_line() -> None:
    text = "It was down because the engineer\n  forgot to renew the certificate."
    assert [blame.words for blame in blames(text)] == ["forgot to renew the certificate"]


def test_what_stands_in_code_is_nobodys_opinion() -> None:
    assert blames("The log says `human error`, and:\n```\nhe should have known\n```") == []


@pytest.mark.parametrize(
    ("fragment", "rule", "pointer"),
    [
        (
            "root_cause: {description: The outage was due to human error.}\n",
            "human-error-as-cause",
            "/root_cause/description",
        ),
        (
            'root_cause: {five_whys: [{question: Why?, answer: "The engineer forgot to ask."}]}\n',
            "person-as-cause",
            "/root_cause/five_whys/0/answer",
        ),
        (
            "timeline: [{at: 2025-12-14, event: The deployment was done carelessly.}]\n",
            "judging-language",
            "/timeline/0/event",
        ),
        ("notes: The DBA should have asked first.\n", "hindsight", "/notes"),
    ],
)
def test_a_draft_is_told_where_it_blames(fragment: str, rule: str, pointer: str) -> None:
    finding = only(check(fragment))
    assert (finding.rule, finding.pointer) == (rule, pointer)


def test_the_words_that_blame_are_quoted() -> None:
    finding = only(check("notes: As so often, the on-call engineer failed to tell support.\n"))
    said = "a person is made the cause: “on-call engineer failed to tell support”"
    assert finding.message == said


def test_a_title_may_blame_by_name() -> None:
    finding = only(check("title: Checkout broke because Chris Miller pushed a bad config\n"))
    assert (finding.rule, finding.pointer) == ("person-as-cause", "/title")
    assert finding.message.endswith("“Chris Miller pushed a bad config”")


def test_what_is_quoted_is_as_it_is_written() -> None:
    finding = only(check("notes: We saw later that the reviewer didn’t look at Ana’s diff.\n"))
    assert finding.message.endswith("“reviewer didn’t look at Ana’s diff”")
    assert finding.column == len("notes: We saw later that the ") + 1


@pytest.mark.parametrize("name", ["Redis", "Jenkins", "Julia", "Travis", "Grafana", "Argo"])
def test_a_product_is_no_person(name: str) -> None:
    assert blames(f"{name} should have waited. It broke because {name} deleted the bucket.") == []


@pytest.mark.parametrize("first", ["", "(", "So ", "After that, "])
@pytest.mark.parametrize("person", ["Bob", "Chris Miller", "an engineer", "@ana-petrova"])
def test_a_person_is_seen_wherever_the_sentence_stands(first: str, person: str) -> None:
    texts = [Text(("id",), "PM-1"), Text(("notes",), f"{first}{person} broke the build.")]
    assert [blame.kind.value for _, blame in blames_in(Texts.of(texts))] == ["person"]


def test_a_reason_in_the_system_takes_the_blame_away() -> None:
    assert blames("The engineer missed the page because the phone provider was down.") == []
    assert len(blames("The engineer missed the page because he was careless of it.")) == 1


def test_two_sentences_in_one_text_are_two_findings() -> None:
    findings = check("notes: It was human error. The DBA forgot to ask.\n")
    assert sorted(rules_in(findings)) == ["human-error-as-cause", "person-as-cause"]


@pytest.mark.parametrize("role", ["actor", "action_taken"])
def test_names_of_people_are_no_sentences(role: str) -> None:
    found = check(f'timeline: [{{at: 2025-12-14, event: x, {role}: "Human error"}}]\n')
    assert rules_in(found) == ([] if role == "actor" else ["human-error-as-cause"])


@pytest.mark.parametrize(
    "piece",
    [
        "the engineer ",
        "engineer on call had ",
        "should have ",
        "a human ",
        "@a-b-c ",
        "the engineer ran the ",
        "caused by the a b ",
        "if the engineer had ",
        "made a ",
        "I ",
        "`",
        "``` ",
        "Bob ",
        "Bob Miller ",
        "because Bob ",
        "the cause of a ",
        "caused by one of our a b ",
        "nobody a b ",
        "whoever ",
        "engineer from the a team ",
        "engineer was a and ",
        "engineer who a ",
        "not a ",
        ". ",
        "\n\n",
        "x",
    ],
)
def test_time_grows_with_the_length_of_a_text_and_no_faster(piece: str) -> None:
    # A word that lets every pattern be tried, and the longest text that the schema allows.
    text = ("human error mistake should have careless forgot because Bob ran " + piece * 20_000)[
        :20_000
    ]
    started = process_time()
    blames(text)
    assert process_time() - started < 1


@pytest.mark.parametrize(
    "prevention",
    [
        "Engineers should be more careful when they deploy.",
        "The team will pay more attention to alerts.",
        "The pool is larger now.\n\nWe take more care from here on.",
    ],
)
def test_more_attention_prevents_nothing(prevention: str) -> None:
    finding = only(check(f"summary:\n  prevention: {json.dumps(prevention)}\n"))
    assert (finding.rule, finding.pointer) == ("judging-language", "/summary/prevention")
    assert "asks people for more attention" in finding.message


@pytest.mark.parametrize(
    "prevention",
    [
        "The tool asks for the host name, so nobody has to be more careful.",
        "Careful review of the limits is part of the plan.",
        "The dialog catches it without operators being extra careful.",
    ],
)
def test_what_makes_attention_needless_is_prevention(prevention: str) -> None:
    assert check(f"summary:\n  prevention: {json.dumps(prevention)}\n") == []
