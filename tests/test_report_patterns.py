"""`pmaction report --patterns`: a page for each kind of cause, and the same bytes again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_reading import PIECES, markup, spoken_names
from report_world import GOLDEN, Run, examples_in, runner

from pmaction.cli import main
from pmaction.facts import IncidentFact, ItemFact
from pmaction.metrics.values import DetectionGap, Recurrence, Spans
from pmaction.patterns import Pattern
from pmaction.render.report.pattern_page import HEADER, pattern_page

KINDS = [
    "capacity", "code", "configuration", "database", "dependency", "monitoring", "security",
]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    examples_in(tmp_path)
    return runner(capsys)


def names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.iterdir())


def test_each_kind_of_cause_has_a_page_of_exactly_this_form(run: Run, tmp_path: Path) -> None:
    code, out, err = run("report", "--patterns", "patterns", "--format", "json")
    assert code == 0
    assert out.startswith('{\n "version": 1,'), "the report comes all the same"
    assert err == "patterns: 7 pages, 7 of them written anew\n"
    assert names(tmp_path / "patterns") == KINDS
    page = (tmp_path / "patterns" / "database.md").read_text(encoding="utf-8")
    assert page == (GOLDEN / "pattern-database.md").read_text(encoding="utf-8")


def test_nothing_is_written_as_long_as_nothing_changed_however_late_it_is(
    run: Run, tmp_path: Path
) -> None:
    run("report", "--patterns", "patterns")
    before = {path: path.read_bytes() for path in (tmp_path / "patterns").iterdir()}
    assert main(["report", "--patterns", "patterns", "--now", "2027-06-01T09:00:00Z"]) == 0
    assert {path: path.read_bytes() for path in (tmp_path / "patterns").iterdir()} == before
    assert "7 pages, 0 of them written anew" in run("report", "--patterns", "patterns")[2]


def test_links_lead_to_files_that_are_there(run: Run, tmp_path: Path) -> None:
    run("report", "--patterns", "docs/patterns")
    for page in (tmp_path / "docs" / "patterns").iterdir():
        links = re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        assert links
        for link in links:
            assert (page.parent / link).is_file(), link


def test_the_page_of_a_kind_that_is_gone_goes_and_other_files_stay(
    run: Run, tmp_path: Path
) -> None:
    run("report", "--patterns", "patterns")
    notes = tmp_path / "patterns" / "notes.md"
    notes.write_text("Ours.\n")
    for path in (tmp_path / "postmortems").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("cause_kind: capacity", "cause_kind: data"), encoding="utf-8")
    err = run("report", "--patterns", "patterns")[2]
    assert "7 pages, 1 of them written anew, 1 page taken away" in err
    kinds = sorted({*KINDS, "data", "notes"} - {"capacity"})
    assert names(tmp_path / "patterns") == kinds
    assert notes.read_text() == "Ours.\n"


@pytest.mark.parametrize("kind", ["in conflict", "marked", "empty"])
def test_a_page_that_a_merge_or_an_editor_changed_is_written_anew(
    run: Run, tmp_path: Path, kind: str
) -> None:
    run("report", "--patterns", "patterns")
    page = tmp_path / "patterns" / "capacity.md"
    written = page.read_text(encoding="utf-8")
    conflict = f"<<<<<<< HEAD\n{written}=======\n{written}>>>>>>> other\n"
    edited = {"in conflict": conflict, "marked": f"\ufeff{written}", "empty": ""}
    page.write_text(edited[kind], encoding="utf-8")
    code, _, err = run("report", "--patterns", "patterns")
    assert (code, "1 of them written anew" in err) == (0, True)
    assert page.read_text(encoding="utf-8") == written


def test_a_page_with_the_line_ends_of_windows_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    run("report", "--patterns", "patterns")
    page = next((tmp_path / "patterns").glob("*.md"))
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    there = page.read_bytes()
    assert ", 0 of them written anew" in run("report", "--patterns", "patterns")[2]
    assert page.read_bytes() == there


def test_that_there_is_nothing_to_write_is_said(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "postmortems").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"^cause_kind: .*\n", "", text, flags=re.M), encoding="utf-8")
    assert run("report", "--patterns", "patterns")[2] == (
        "patterns: no page, since there is nothing to tell of any kind of cause; "
        "8 postmortems without `cause_kind` are on none\n"
    )
    assert not (tmp_path / "patterns").exists()


def test_an_empty_file_beside_the_pages_is_not_taken_away(run: Run, tmp_path: Path) -> None:
    placeholder = tmp_path / "patterns" / "README.md"
    placeholder.parent.mkdir()
    placeholder.touch()
    run("report", "--patterns", "patterns")
    assert placeholder.exists()


def test_a_file_that_cannot_be_used_takes_no_page_away(run: Run, tmp_path: Path) -> None:
    run("report", "--patterns", "patterns")
    for path in (tmp_path / "postmortems").rglob("*.yaml"):
        if "cause_kind: capacity" in path.read_text(encoding="utf-8"):
            path.write_text("id: [\n")
    assert run("report", "--patterns", "patterns")[0] == 1
    assert "capacity" in names(tmp_path / "patterns")


@pytest.mark.parametrize("kind", ["text", "link"])
def test_a_file_in_the_way_that_it_did_not_write_is_left_alone(
    run: Run, tmp_path: Path, kind: str
) -> None:
    page = tmp_path / "patterns" / "database.md"
    page.parent.mkdir()
    target = tmp_path / "elsewhere.md"
    target.write_text(f"{HEADER}\n" if kind == "link" else "Mine.\n")
    if kind == "link":
        page.symlink_to(target)
    else:
        page.write_text("Mine.\n")
    code, out, err = run("report", "--patterns", "patterns")
    assert (code, out) == (3, "")
    assert "patterns/database.md is in the way" in err
    assert names(page.parent) == ["database"]
    assert target.read_text() == (f"{HEADER}\n" if kind == "link" else "Mine.\n")


def test_a_link_leads_to_its_file_however_that_is_called() -> None:
    pattern = some_pattern()
    odd = tuple(replace(one, path="2025/mail #3?.yaml") for one in pattern.incidents)
    page = pattern_page(replace(pattern, incidents=odd), "../")
    assert "](../2025/mail%20%233%3F.yaml)" in page


def some_pattern(title: str = "Pool ran full") -> Pattern:
    incident = IncidentFact(
        id="PM-2025-001",
        title=title,
        day=date(2025, 12, 1),
        services=(title,),
        cause_kind="capacity",
        root_cause=title,
        path="postmortems/2025/a.yaml",
    )
    item = ItemFact(key="PM-2025-001/A1", postmortem="PM-2025-001", title=title, team=title)
    return Pattern(
        kind="capacity",
        incidents=(incident,),
        detect=Spans(),
        restore=Spans(),
        services=((title, 1),),
        years=((2025, 1),),
        detection_gaps=(
            DetectionGap(id="PM-2025-001", detect=None, method=None, is_slow=None, gaps=(title,)),
        ),
        recurrences=(
            Recurrence(later="PM-2025-001", earlier="PM-2024-001", kind="suspected", why=title),
        ),
        open_items=(item,),
        done_items=(item,),
    )


@settings(max_examples=60)
@given(st.text(min_size=1).filter(str.strip))
def test_whatever_people_wrote_it_adds_no_line_no_cell_and_calls_nobody(title: str) -> None:
    page, plain = (pattern_page(some_pattern(text), "../") for text in (title, "Plain"))
    assert len(page.split("\n")) == len(plain.split("\n"))
    for line, usual in zip(page.split("\n"), plain.split("\n"), strict=True):
        if usual.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == usual.count("|")
    assert not re.search(r"@\w", page)


def with_services(title: str, *names: str) -> Pattern:
    """A pattern whose services stand beside each other."""
    pattern = some_pattern(title)
    incidents = tuple(replace(one, services=names) for one in pattern.incidents)
    return replace(pattern, incidents=incidents, services=tuple((name, 1) for name in names))


@settings(max_examples=60)
@given(PIECES, PIECES, PIECES)
def test_texts_beside_each_other_make_no_markup_of_each_other(
    one: str, two: str, three: str
) -> None:
    page = pattern_page(with_services(one, two, three), "../")
    assert markup(page) == markup(pattern_page(with_services("a", "b", "c"), "../"))
    assert spoken_names(page) == []


def test_a_long_history_is_cut_with_a_word() -> None:
    pattern = some_pattern()
    many = tuple(pattern.incidents * 150)
    page = pattern_page(replace(pattern, incidents=many), "../")
    assert "… and 50 more incidents." in page
    assert page.count("| 2025-12-01 |") == 100
