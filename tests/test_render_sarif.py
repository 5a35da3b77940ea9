"""SARIF: valid by its schema, complete for code scanning, each finding known again later."""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from msgspec.structs import replace

from pmaction import __version__
from pmaction.cli import main
from pmaction.findings import Finding, Severity
from pmaction.render.sarif import MAX_RESULTS, findings_sarif
from pmaction.rules import RULE_IDS, rule_by_id
from pmaction.rules.file_checks import FILE_CHECKS

NOW = "2025-12-22T09:00:00Z"
FINDING = Finding(
    "postmortems/2025/a.yaml",
    12,
    5,
    "owner-required",
    Severity.ERROR,
    "A1 has no owner",
    "Add one.",
    "/action_items/0/owner",
)
WARNING = replace(FINDING, severity=Severity.WARNING, line=3, pointer="/title")


@cache
def official_schema() -> Draft4Validator:
    path = Path(__file__).parent / "data/sarif-2.1.0-rtm.5.json"
    return Draft4Validator(json.loads(path.read_text(encoding="utf-8")))


def run_of(*findings: Finding, folder: str = "") -> dict[str, Any]:
    log = json.loads(findings_sarif(findings, folder))
    assert not list(official_schema().iter_errors(log))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def results_of(*findings: Finding) -> list[dict[str, Any]]:
    results = run_of(*findings)["results"]
    assert isinstance(results, list)
    return results


def prints_of(*findings: Finding) -> list[str]:
    return [one["partialFingerprints"]["primaryLocationLineHash"] for one in results_of(*findings)]


def place_of(finding: Finding, folder: str = "") -> dict[str, Any]:
    ((result,),) = (run_of(finding, folder=folder)["results"],)
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert isinstance(place, dict)
    return place


def test_a_finding_is_a_result_with_its_rule_place_and_what_to_do() -> None:
    run = run_of(FINDING, folder="services/")
    (result,) = run["results"]
    assert result == {
        "ruleId": "owner-required",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "A1 has no owner.\nAdd one."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": "services/postmortems/2025/a.yaml",
                        "uriBaseId": "%SRCROOT%",
                    },
                    "region": {"startLine": 12, "startColumn": 5, "endLine": 12, "endColumn": 6},
                }
            }
        ],
        "partialFingerprints": result["partialFingerprints"],
    }
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("pmaction", __version__)


def test_without_findings_the_list_is_empty_so_that_old_alerts_close() -> None:
    run = run_of()
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []
    assert "invocations" not in run


def test_only_rules_that_occur_are_listed_and_results_point_at_them() -> None:
    others = [replace(FINDING, rule=rule) for rule in ("yaml-syntax", "file-name", "time-order")]
    run = run_of(FINDING, *others, replace(FINDING, line=40))
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert sorted(rules) == ["file-name", "owner-required", "time-order", "yaml-syntax"]
    assert len(run["results"]) == 5
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]


@pytest.mark.parametrize("rule_id", sorted({*RULE_IDS, *FILE_CHECKS}))
def test_every_rule_says_what_code_scanning_asks_for(rule_id: str) -> None:
    ((rule,),) = (run_of(replace(FINDING, rule=rule_id))["tool"]["driver"]["rules"],)
    known = rule_by_id(rule_id)
    assert rule["shortDescription"]["text"] == (known.title if known else FILE_CHECKS[rule_id])
    for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
        assert 0 < len(text) <= 1_024
    assert rule["defaultConfiguration"]["level"] == (known.severity.value if known else "error")
    if known:
        assert rule["help"]["text"] == known.manual
        for part in ("**Why:**", "**Fix:**", "**Failing:**\n\n```yaml", "**Passing:**\n\n```yaml"):
            assert part in rule["help"]["markdown"]
    else:
        assert "cannot be turned off" in rule["help"]["text"]
        assert "cannot be turned off" in rule["help"]["markdown"]


def test_the_level_is_the_findings_own_and_the_rule_keeps_its_default() -> None:
    run = run_of(WARNING)
    assert run["results"][0]["level"] == "warning"
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == "error"


def test_errors_come_before_warnings_and_then_file_by_file() -> None:
    later = replace(FINDING, path="postmortems/2025/b.yaml", line=2)
    lines = [
        (one["level"], one["locations"][0]["physicalLocation"]["region"]["startLine"])
        for one in results_of(later, WARNING, FINDING)
    ]
    assert lines == [("error", 12), ("error", 2), ("warning", 3)]


def test_a_finding_is_known_again_when_lines_move() -> None:
    (before,) = prints_of(FINDING)
    assert prints_of(replace(FINDING, line=90, column=1)) == [before]
    named = replace(FINDING, message="`id` stands here again; the first is on line 3")
    moved = replace(named, message="`id` stands here again; the first is on line 14", line=20)
    assert prints_of(named) == prints_of(moved)


def test_a_finding_is_known_again_when_an_entry_is_put_before_its_own() -> None:
    assert prints_of(FINDING) == prints_of(replace(FINDING, pointer="/action_items/7/owner"))


def test_a_finding_is_known_again_when_others_come_and_go() -> None:
    other = replace(FINDING, line=2, message="A0 has no owner")
    assert prints_of(FINDING)[0] in prints_of(other, FINDING, WARNING)


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, path="postmortems/2025/b.yaml"),
        replace(FINDING, rule="due-required"),
        replace(FINDING, pointer="/action_items/0/backup"),
        replace(FINDING, message="A2 has no owner"),
    ],
    ids=["file", "rule", "property", "message"],
)
def test_different_findings_are_told_apart(other: Finding) -> None:
    assert prints_of(FINDING) != prints_of(other)


def test_findings_that_look_alike_are_not_taken_for_one() -> None:
    alike = [FINDING, FINDING, replace(FINDING, line=30, pointer="/action_items/4/owner")]
    assert len(set(prints_of(*alike))) == 3


@pytest.mark.parametrize(
    ("path", "folder", "uri"),
    [
        ("postmortems/ä b#1.yaml", "", "postmortems/%C3%A4%20b%231.yaml"),
        ("a:b%2F?.yaml", "x y/", "x%20y/a%3Ab%252F%3F.yaml"),
        ("😀\n.yaml", "", "%F0%9F%98%80%0A.yaml"),
    ],
)
def test_a_path_is_written_as_a_uri_from_the_repositorys_root(
    path: str, folder: str, uri: str
) -> None:
    assert place_of(replace(FINDING, path=path), folder) == {"uri": uri, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/tmp/a b.yaml", "file:///tmp/a%20b.yaml"),  # noqa: S108
        ("C:/notes/a b.yaml", "file:///C:/notes/a%20b.yaml"),
        ("//server/share/a.yaml", "file://server/share/a.yaml"),
    ],
)
@pytest.mark.parametrize("folder", ["", "services/"])
def test_a_file_outside_the_repository_keeps_its_whole_path(
    path: str, uri: str, folder: str
) -> None:
    assert place_of(replace(FINDING, path=path), folder) == {"uri": uri}


def test_what_a_file_says_is_no_link_no_mention_and_no_command() -> None:
    evil = replace(FINDING, message="see [it](http://x) @alice ##[error] \x1b[2J\nmore", hint="")
    text = findings_sarif([evil])
    assert "##[" not in text
    (result,) = results_of(evil)
    assert result["message"]["text"] == (
        "see [it]\u200b(http://x) @\u200balice ## [error] ?[2J more"
    )


# On a busy machine a single example may take long, which says nothing about the code.
UNHURRIED = settings(deadline=None)
WORDS = st.sampled_from(["##[", "](", "::", "/1/", "%", "\r\n", "\x00", "\x85", "\u2028", "😀"])
TEXTS = st.lists(WORDS | st.text(st.characters(codec="utf-8"), max_size=5), max_size=8).map("".join)
FINDINGS = st.builds(
    Finding,
    path=TEXTS.filter(bool),
    line=st.integers(1, 10**6),
    column=st.integers(1, 10**6),
    rule=st.sampled_from(sorted({*RULE_IDS, *FILE_CHECKS})),
    severity=st.sampled_from(Severity),
    message=TEXTS,
    hint=TEXTS,
    pointer=TEXTS,
)


@UNHURRIED
@given(st.lists(FINDINGS, max_size=6))
def test_whatever_is_found_the_file_is_valid_and_each_finding_is_in_it_once(
    findings: list[Finding],
) -> None:
    results = results_of(*findings)
    prints = {one["partialFingerprints"]["primaryLocationLineHash"] for one in results}
    assert len(results) == len(findings) == len(prints)
    assert all(result["message"]["text"] for result in results)
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in results]
    inside = [unquote(place["uri"]) for place in places if "uriBaseId" in place]
    assert sorted(inside) == sorted(
        finding.path for finding in findings if not re.match("/|[A-Za-z]:/", finding.path)
    )
    assert all(place["uri"].isascii() and " " not in place["uri"] for place in places)
    text = findings_sarif(findings)
    assert text.isascii()
    assert "##[" not in text


def test_more_than_code_scanning_takes_is_cut_with_a_word_and_errors_stay() -> None:
    errors = [replace(FINDING, line=n, path="z.yaml") for n in range(1, 11)]
    warnings = [replace(WARNING, line=n) for n in range(1, MAX_RESULTS + 1)]
    log = json.loads(findings_sarif([*warnings, *errors]))
    (run,) = log["runs"]
    assert len(run["results"]) == MAX_RESULTS
    assert [one["level"] for one in run["results"][:11]] == ["error"] * 10 + ["warning"]
    ((notification,),) = (run["invocations"][0]["toolExecutionNotifications"],)
    assert notification["message"]["text"] == (
        "10 findings more than code scanning takes: run `pmaction validate` to see them all."
    )
    run["results"] = run["results"][:3]
    assert not list(official_schema().iter_errors(log))


def test_a_file_that_would_be_too_large_is_cut_too() -> None:
    chance = random.Random(1)  # noqa: S311
    long = [b64encode(chance.randbytes(8_900)).decode() for _ in range(1_300)]
    findings = [replace(FINDING, message=message) for message in long]
    text = findings_sarif(findings)
    (run,) = json.loads(text)["runs"]
    kept = len(run["results"])
    assert len(gzip.compress(text.encode())) < 10_000_000
    assert 900 < kept < 1_300
    assert f"{1_300 - kept} findings more" in json.dumps(run["invocations"])


BAD = 'id: PM-2025-001\ntitle: x\nstatus: done\nsummary: {incident: "😀é", nonsense: 1}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a repository that has a commit, with one postmortem that has mistakes."""
    folder = tmp_path / "my site"
    (folder / "postmortems").mkdir(parents=True)
    (folder / ".pmaction.yml").write_text("time_zone: UTC\n")
    (folder / "postmortems/a.yaml").write_text(BAD, encoding="utf-8")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "Begin"]):
        subprocess.run([*git, *words], check=True)
    monkeypatch.chdir(folder)
    return folder


def test_validate_prints_sarif_and_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--format", "sarif", "--now", NOW]) == 1
    printed = capsys.readouterr()
    assert printed.err == ""
    log = json.loads(printed.out)
    assert not list(official_schema().iter_errors(log))
    (run,) = log["runs"]
    places = {
        result["ruleId"]: result["locations"][0]["physicalLocation"] for result in run["results"]
    }
    assert places["not-allowed"]["artifactLocation"]["uri"] == "my%20site/postmortems/a.yaml"
    # Columns count characters, whatever their size in bytes or UTF-16: the key stands after them.
    assert places["unknown-property"]["region"]["startColumn"] == 27


def test_a_sarif_file_is_written_beside_any_format(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--sarif-file", "../out.sarif", "--now", NOW]) == 1
    assert "postmortems/a.yaml:3:9: error:" in capsys.readouterr().out
    text = (tmp_path / "out.sarif").read_text(encoding="utf-8")
    assert main(["validate", "--format", "sarif", "--now", NOW]) == 1
    assert capsys.readouterr().out == text


def test_a_clean_run_replaces_the_sarif_file_of_an_earlier_one(
    folder: Path, tmp_path: Path
) -> None:
    assert main(["validate", "--sarif-file", "../out.sarif", "--now", NOW]) == 1
    (folder / "postmortems/a.yaml").unlink()
    assert main(["validate", "--sarif-file", "../out.sarif", "--now", NOW]) == 0
    (run,) = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))["runs"]
    assert run["results"] == []


def test_the_path_of_the_sarif_file_is_an_output(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    given = ["validate", "--format", "github", "--sarif-file", "../out.sarif", "--now", NOW]
    assert main(given) == 1
    outputs = (tmp_path / "outputs").read_text(encoding="utf-8").split("\n")
    (at,) = [number for number, line in enumerate(outputs) if line.startswith("sarif-file<<")]
    assert outputs[at + 1] == str(tmp_path.resolve() / "out.sarif")
    assert Path(outputs[at + 1]).is_file()


def test_a_sarif_file_that_cannot_be_written_is_told_after_the_findings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--sarif-file", "no/such/out.sarif", "--now", NOW]) == 2
    printed = capsys.readouterr()
    assert "postmortems/a.yaml:3:9: error:" in printed.out
    assert "no/such/out.sarif cannot be written: No such file or directory" in printed.err
    assert "Check that the folder is there" in printed.err


@pytest.mark.parametrize("name", ["postmortems/a.yaml", "link.yaml", ".pmaction.yml"])
def test_a_sarif_file_never_overwrites_what_is_read(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "link.yaml").symlink_to("postmortems/a.yaml")
    before = (folder / name).read_bytes()
    assert main(["validate", "--sarif-file", name, "--now", NOW]) == 2
    assert f"--sarif-file would overwrite {name}, which is read here" in capsys.readouterr().err
    assert (folder / name).read_bytes() == before


def test_a_sarif_file_never_overwrites_what_is_read_through_a_link(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.yaml").write_text(BAD, encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to("notes.yaml")
    given = ["validate", "../link.yaml", "--sarif-file", "../notes.yaml", "--now", NOW]
    assert main(given) == 2
    assert (tmp_path / "notes.yaml").read_text(encoding="utf-8") == BAD
