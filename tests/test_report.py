"""`pmaction report`: what it says, in each of its forms, and what it answers to mistakes."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from metrics_world import some_metrics
from msgspec.structs import asdict
from report_world import GOLDEN, ROOT, YEAR, Run, examples_in, runner
from test_report_page import titled

from pmaction.cli.report_text import report_text
from pmaction.config import Config
from pmaction.facts import Facts
from pmaction.metrics import target_words
from pmaction.metrics.measuring import measure
from pmaction.metrics.results import TargetId
from pmaction.metrics.values import Metrics, Period, Window
from pmaction.render.report.as_json import report_data, report_json
from pmaction.render.report.charts import charts
from pmaction.render.report.markdown import report_markdown
from pmaction.render.report.outline import Outline
from pmaction.render.report.sections import outline


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    examples_in(tmp_path)
    return runner(capsys)


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let it look as if these libraries were not installed."""
    found = importlib.util.find_spec

    def find_spec(name: str) -> Any:
        return None if name in names else found(name)

    monkeypatch.setattr("pmaction.cli.report.find_spec", find_spec)


@pytest.mark.parametrize(("form", "kind"), [("text", "txt"), ("markdown", "md"), ("json", "json")])
def test_the_report_of_the_examples_is_exactly_so(run: Run, form: str, kind: str) -> None:
    code, out, err = run("report", *YEAR, "--format", form)
    assert (code, err) == (0, "")
    assert out == (GOLDEN / f"report.{kind}").read_text(encoding="utf-8")


def test_it_begins_with_what_is_missed_and_what_that_was_before() -> None:
    told = outline(some_metrics())
    assert told.verdict == "5 of 6 targets are missed."
    assert told.missed[0] == (
        "Postmortems of P0 incidents published: 1 of 2. Target: 100 %. Missed by: PM-2025-007."
    )
    assert told.met == "This target is met: detect incidents soon."
    assert told.again[-1].endswith("; still open there: PM-2025-008/A1, PM-2025-008/A2.")
    assert [(one.name, one.value, one.before) for one in told.numbers] == [
        ("Incidents", "4", "1"),
        ("Time to restore", "12 min (3 of 4 known)", "45 min"),
        ("Action items open", "10", "7"),
        ("Overdue", "3", "0"),
        ("Done in time, of those due", "9 of 13", "4 of 4"),
    ]


def test_what_happened_again_needs_somebody_only_while_something_is_open() -> None:
    metrics = some_metrics()
    done = tuple(replace(one, open_items=()) for one in metrics.recurrences)
    told = outline(replace(metrics, recurrences=done))
    assert told.again == ()
    assert len(cells(told, "Incidents that happened before")) == 2


def met_metrics(*unknown: TargetId) -> Metrics:
    """Metrics in which all targets are met, or unknown."""
    metrics = some_metrics()
    targets = (replace(t, met=None if t.id in unknown else True) for t in metrics.targets)
    return replace(metrics, targets=tuple(targets))


def test_that_something_looks_alike_is_no_missed_target() -> None:
    told = outline(met_metrics())
    assert (told.verdict, told.tone, told.missed) == ("No target is missed.", "good", ())
    assert told.again
    assert "\x1b[1;32mNo target is missed." in report_text(told)
    assert "\x1b[1;31m5 of 6 targets" in report_text(outline(some_metrics()))
    assert outline(met_metrics("recurrence")).verdict == (
        "No target is missed; 1 cannot be measured."
    )


def test_of_many_that_happened_again_the_declared_and_the_first_stand_at_the_beginning() -> None:
    metrics = some_metrics()
    alike, declared = (
        replace(metrics.recurrences[0], later=f"PM-2025-{n}", kind=kind, open_items=("PM-1/A1",))
        for n, kind in ((301, "suspected"), (302, "declared"))
    )
    told = outline(replace(metrics, recurrences=(*(alike,) * 20, declared)))
    assert told.again[0].startswith("PM-2025-302 repeats PM-2025-")
    assert told.again[3:] == ("18 more: see “What happened again” below.",)
    assert len(cells(told, "Incidents that happened before")) == 21


def test_what_a_target_is_called_says_the_same_beside_met_and_missed() -> None:
    names = {target_words.met([replace(t, met=True)]) for t in some_metrics().targets}
    assert "keep recurrences rare" in names
    assert {target_words.missed([replace(t, met=False)]) for t in some_metrics().targets} == names
    assert "These targets are met: publish the" in outline(met_metrics()).met


def empty_metrics() -> Metrics:
    window = Window(date(2025, 10, 1), date(2025, 12, 22))
    return measure(Facts(today=window.until), Config(), window)


@pytest.mark.parametrize(("wide", "heads"), [(110, 2), (200, 1), (80, 3), (60, 4)])
def test_on_a_terminal_months_are_whole_and_heads_are_broken_where_it_is_narrow(
    monkeypatch: pytest.MonkeyPatch, wide: int, heads: int
) -> None:
    monkeypatch.setattr("pmaction.cli.report_text._width", lambda: wide)
    text = click.unstyle(report_text(outline(some_metrics())))
    said, shown = text.split("By month\n")[1].strip("\n").split("\n\n")[:2]
    assert said == "The last month is counted up to 2025-12-22."
    table = shown.strip("\n").splitlines()
    above = next(n for n, line in enumerate(table) if "──" in line)
    rows = table[above + 1 :]
    assert [row.split()[0] for row in rows] == [f"2025-{n:02}" for n in range(1, 13)]
    assert (above, max(map(len, table)) <= wide) == (heads, True)
    assert wide == 60 or "…" not in "".join(table)


@pytest.mark.parametrize("hidden", ["\x9b31m", "\u202egpj", "\x7f", "\u200b"])
def test_json_holds_nothing_that_a_terminal_obeys_or_hides(hidden: str) -> None:
    text = report_json(titled(f"a{hidden}b"))
    assert hidden[0] not in text
    assert json.loads(text)["incidents"][0]["title"] == f"a{hidden}b"


def test_where_nothing_happened_nothing_is_praised_or_blamed() -> None:
    told = outline(empty_metrics())
    assert told.verdict == "No target can be measured: nothing happened in this period."
    assert (told.tone, told.missed, told.met) == ("", (), "")
    numbers = {one.name: one.value for one in told.numbers}
    assert numbers["Time to restore"] == "–", "unknown is never 0"
    assert numbers["Done in time, of those due"] == "–"
    assert [row[0] for row in cells(told, "What happened")] == ["Incidents"]


def test_nothing_is_counted_by_person() -> None:
    assert "@" not in str(asdict(outline(some_metrics()))).replace("@\u200b", "")


def cells(told: Outline, title: str) -> list[list[str]]:
    """The texts of the table with this title."""
    (table,) = [t for section in told.sections for t in section.tables if t.title == title]
    return [[cell.text for cell in row] for row in table.rows]


def test_an_item_is_shown_with_how_late_it_is_and_those_without_a_date_last() -> None:
    rows = cells(outline(some_metrics()), "Open action items")
    assert rows[0][:4] == [
        "PM-2025-006/A2",
        "Watch that zone transfers are complete",
        "2025-11-14 (38 days late)",
        "overdue",
    ]
    assert [row[3] for row in rows] == [
        *["overdue"] * 3, *["due this week"] * 2, *["later"] * 4, "no due date",
    ]  # fmt: skip


def test_a_band_stands_with_its_number_and_only_declared_ones_are_shown() -> None:
    assert cells(outline(some_metrics()), "DORA")[0] == ["Deployment frequency", "20 a week: high"]
    alone = replace(some_metrics(), dora=some_metrics().dora[-1:])
    (targets, *_) = outline(alone).sections
    assert [one.title for one in targets.tables] == ["Targets"]
    assert targets.sentences == (
        "Time to restore service: median 12 min, longest 58 min (3 of 4 known): high, by DORA's "
        "bands of performers.",
    )
    (targets, *_) = outline(empty_metrics()).sections
    assert (targets.sentences, len(targets.tables)) == ((), 1)


def test_what_is_overdue_is_told_by_team_and_what_of_it_was_due_before_the_period() -> None:
    metrics = some_metrics()
    assert outline(metrics).overdue == "3 action items are overdue: Backend team 2, Platform 1."

    def since(day: date) -> str:
        return outline(
            replace(metrics, now=replace(metrics.now, window=Window(day, metrics.as_of)))
        ).overdue

    assert since(date(2025, 12, 1)).endswith(
        " 1 of them was due before this period, and so not in “Done in time, of those due”."
    )
    assert " All of them were due before" in since(metrics.as_of)
    assert outline(empty_metrics()).overdue == ""


@pytest.mark.parametrize(
    ("told", "terminal", "wide"),
    [("", False, 110), ("80", False, 80), ("72", True, 72), ("10", False, 60), ("x", False, 110)],
)
def test_the_report_is_as_wide_as_columns_says_even_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, told: str, terminal: bool, wide: int
) -> None:
    monkeypatch.setenv("COLUMNS", told)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((0, 0)))
    lines = click.unstyle(report_text(outline(some_metrics()))).splitlines()
    assert max(len(line) for line in lines if "──" in line) <= wide
    assert max(map(len, lines)) > wide - 20


def keys(value: Any) -> Iterator[str]:
    """All names of fields, apart from those that are names of severities or months."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield name
            if name not in ("severities", "months") or isinstance(below, list):
                yield from keys(below)
    elif isinstance(value, list):
        for below in value:
            yield from keys(below)


def test_every_field_of_the_json_is_described() -> None:
    described = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    fields = set(keys(report_data(some_metrics())))
    assert len(fields) > 80
    assert {name for name in fields if f"`{name}`" not in described} <= {"version"}


def test_the_json_has_every_number_of_a_period() -> None:
    told = report_data(some_metrics())
    assert set(told["now"]) == set(Period.__dataclass_fields__) == set(told["before"])
    assert told["now"]["restore"] == {
        "median_minutes": 12,
        "p90_minutes": 58,
        "known": 3,
        "approximate": 0,
        "unknown": 1,
    }
    assert told["now"]["in_time"] == {"count": 9, "of": 13}


def test_a_period_is_ninety_days_up_to_today_unless_told_otherwise(run: Run) -> None:
    def window(*options: str) -> dict[str, Any]:
        code, out, _ = run("report", "--format", "json", *options)
        assert code == 0
        found: dict[str, Any] = json.loads(out)["window"]
        return found

    assert window() == {"since": "2025-10-13", "until": "2026-01-10", "days": 90}
    assert window("--until", "2025-12-31") == {
        "since": "2025-10-03",
        "until": "2025-12-31",
        "days": 90,
    }
    assert window("--since", "2026-01-10")["days"] == 1


def test_a_team_and_a_service_narrow_it_down(run: Run) -> None:
    def told(*options: str) -> dict[str, Any]:
        code, out, _ = run("report", *YEAR, "--format", "json", *options)
        assert code == 0
        found: dict[str, Any] = json.loads(out)
        return found

    team = told("--team", "legal")
    assert {one["team"] for one in team["open_items"]} == {"legal"}
    assert [one["id"] for one in team["incidents"]] == ["PM-2025-002"]
    service = told("--service", "EMAIL-service")
    assert [one["id"] for one in service["incidents"]] == ["PM-2025-004"]
    assert service["service"] == "EMAIL-service"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--since", "yesterday"), "`yesterday` is no day"),
        (("--until", "2025-02-30"), "`2025-02-30` is no day"),
        (("--since", "20250101"), "`20250101` is no day"),
        (("--since", "2026-02-01"), "would begin on 2026-02-01 and end before that, on 2026-01-10"),
        (
            ("--since", "2026-02-01", "--until", "2026-03-01"),
            "would begin on 2026-02-01, and today is 2026-01-10",
        ),
        (("--team", "paiments"), "no team `paiments`. Did you mean `payments`?"),
        (("--output", ".pmaction.yml"), "--output would overwrite .pmaction.yml"),
        (("--output", "postmortems"), "postmortems is not a file"),
        (("--service", ""), "--service names no service"),
        (("--patterns", "/"), "/ is no folder inside the repository"),
        (("--patterns", "."), ". is no folder inside the repository"),
    ],
)
def test_what_cannot_be_followed_is_said_and_nothing_is_written(
    run: Run, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    code, out, err = run("report", *options)
    assert (code, out) == (2, "")
    assert said in err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_postmortem_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    path = next((tmp_path / "postmortems").rglob("*.yaml"))
    before = path.read_bytes()
    assert run("report", "--output", str(path))[0] == 2
    assert path.read_bytes() == before


def test_a_service_that_nobody_names_may_be_new_and_that_is_said(run: Run) -> None:
    code, _, err = run("report", "--service", "emial-service")
    assert code == 0
    assert "No postmortem names a service `emial-service`. Did you mean `email-service`?\n" in err
    assert "a service `kettle`.\n" in run("report", "--service", "kettle")[2]


def test_a_file_that_cannot_be_used_is_named_and_the_rest_is_counted(
    run: Run, tmp_path: Path
) -> None:
    broken = tmp_path / "postmortems" / "2025" / "2025-12-24-broken.yaml"
    broken.write_text("id: PM-2025-099\ntitle: [\n")
    code, out, _ = run("report", *YEAR)
    assert code == 1
    assert "Left out, because they cannot be used: postmortems/2025/2025-12-24-broken.yaml." in out
    assert json.loads(run("report", "--format", "json")[1])["files_left_out"] == [
        "postmortems/2025/2025-12-24-broken.yaml"
    ]


def test_without_rich_the_text_is_markdown_and_that_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    markdown = run("report", *YEAR, "--format", "markdown")[1]
    without(monkeypatch, "rich", "jinja2", "pygal")
    code, out, err = run("report", *YEAR)
    assert (code, out) == (0, markdown)
    assert err == (
        "Shown as Markdown: tables take `rich`. `pipx inject pmaction jinja2 pygal rich` brings "
        "it; in a virtual environment, `pip install jinja2 pygal rich`.\n"
    )
    assert run("report", *YEAR, "--format", "json")[0] == 0


@pytest.mark.parametrize("missing", [("jinja2",), ("pygal",), ("jinja2", "pygal")])
def test_without_its_libraries_a_page_is_refused_in_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...]
) -> None:
    without(monkeypatch, *missing)
    code, out, err = run("report", "--format", "html")
    assert (code, out) == (3, "")
    verb = "is" if len(missing) == 1 else "are"
    assert f"--format html takes {' and '.join(missing)}, which {verb} not installed" in err
    assert "pipx inject pmaction jinja2 pygal rich" in err


def test_in_a_workflow_without_its_libraries_the_page_is_missed_with_a_word(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, "pygal")
    code, _, err = run("report", "--format", "github")
    assert code == 0
    assert err == (
        "No page is made: it takes jinja2 and pygal. `pipx inject pmaction jinja2 pygal rich` "
        "brings it; in a virtual environment, `pip install jinja2 pygal rich`.\n"
    )


def test_a_long_text_and_a_long_table_are_cut_in_markdown_and_not_in_json() -> None:
    metrics = some_metrics()
    (item, *_) = metrics.open_items
    many = replace(metrics, open_items=(replace(item, title="x" * 1000),) * 60)
    text = report_markdown(outline(many))
    assert "x" * 299 + "…" in text
    assert "x" * 300 not in text
    assert text.count("| PM-2025-006/A2 |") == 50
    assert "… and 10 more action items." in text
    assert [len(one["title"]) for one in report_data(many)["open_items"]] == [1000] * 60


@pytest.mark.parametrize("title", ["\x1b[31mred", "::error::broken", "##[error]broken", "[bold]x"])
def test_on_a_terminal_no_title_is_obeyed(title: str) -> None:
    from pmaction.cli.report_text import report_text

    said = click.unstyle(report_text(outline(titled(title))))
    assert "\x1b" not in said
    assert "##[" not in said
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())
    assert ("[bold]x" in said) == (title == "[bold]x")


def test_a_file_holds_no_colours_and_is_written_once(run: Run, tmp_path: Path) -> None:
    code, out, err = run("report", *YEAR, "--output", "report.txt")
    assert (code, out, err) == (0, "", "report.txt written\n")
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert text == (GOLDEN / "report.txt").read_text(encoding="utf-8")
    assert run("report", *YEAR, "--output", "report.txt")[2] == (
        "report.txt is as it should be already\n"
    )


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_an_earlier_report_is_overwritten_in_whatever_form_it_was(
    run: Run, tmp_path: Path, form: str
) -> None:
    other = "json" if form == "text" else "text"
    for options in (("--team", "legal", "--format", form), ("--format", form), ("--format", other)):
        code, _, err = run("report", "--output", "report", *options)
        assert (code, err) == (0, "report written\n")
    (tmp_path / "report").write_bytes(b"")
    assert run("report", "--output", "report")[0] == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "# Our site\n\nPostmortems and action items are in here.\n"),
        ("tracker.json", '{"schema": "tracker.v1", "version": 1}\n'),
        ("index.html", "<!doctype html>\n<title>Ours</title>\n"),
        (".git/config", "[core]\n"),
    ],
)
def test_a_file_that_is_no_report_is_not_overwritten(
    run: Run, tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    code, _, err = run("report", "--output", name)
    assert code == 2
    assert f"--output would overwrite {name}, which is no report" in err
    assert "or take that one away if it may go" in err
    assert path.read_text(encoding="utf-8") == text


def test_the_tracker_file_is_no_report(run: Run, tmp_path: Path) -> None:
    assert run("track")[0] == 0
    before = (tmp_path / "TRACKER.md").read_bytes()
    assert run("report", "--format", "markdown", "--output", "TRACKER.md")[0] == 2
    assert (tmp_path / "TRACKER.md").read_bytes() == before


def test_all_of_time_is_compared_with_nothing(run: Run) -> None:
    code, out, _ = run("report", "--since", "0001-01-01", "--format", "markdown")
    assert code == 0
    assert "739626 days, with no days before. Open and overdue" in out
    told = json.loads(run("report", "--since", "0001-01-01", "--format", "json")[1])
    assert (told["now"]["incidents"], told["before"]["incidents"]) == (7, 0)
    assert told["before"]["window"]["days"] == 0


def test_of_many_months_the_last_ones_are_shown_as_on_charts_and_that_is_said() -> None:
    metrics = some_metrics()
    (first, *_) = metrics.months
    window = Window(date(2023, 1, 1), date(2025, 12, 31))
    many = tuple(replace(first, month=month) for month in window.months())
    told = outline(replace(metrics, months=many, as_of=window.until))
    rows = cells(told, "By month")
    assert [row[0] for row in (rows[0], rows[-1])] == ["2024-01", "2025-12"]
    (section,) = [one for one in told.sections if one.title == "By month"]
    assert section.sentences == ("The last 24 months of 36; JSON has all of them.",)
    assert [chart.months for chart in charts(replace(metrics, months=many))] == [
        tuple(row[0] for row in rows)
    ] * 4


def test_in_a_workflow_it_is_in_log_summary_and_outputs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, file in {"GITHUB_STEP_SUMMARY": "summary", "GITHUB_OUTPUT": "output"}.items():
        monkeypatch.setenv(name, str(tmp_path / file))
    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
    code, out, _ = run("report", *YEAR, "--format", "github")
    assert code == 0
    assert out == (GOLDEN / "report.txt").read_text(encoding="utf-8")
    summary = (tmp_path / "summary").read_text(encoding="utf-8")
    assert summary.rstrip() == (GOLDEN / "report.md").read_text(encoding="utf-8").rstrip()
    found = re.findall(
        r"^([\w-]+)<<(end-\w+)\n(.*?)\n\2$", (tmp_path / "output").read_text(), re.M | re.S
    )
    outputs = {name: value for name, _, value in found}
    report = json.loads(outputs["report"])
    missed = sum(one["met"] is False for one in report["targets"])
    assert outputs["targets-missed"] == str(missed)
    assert Path(outputs["report-page"]).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_how_many_incidents_have_items_of_a_category_is_told_of_all_of_them() -> None:
    told = outline(some_metrics())
    by_category = {row[0]: row[-1] for row in cells(told, "By category")}
    assert by_category == {
        "prevention": "3 of 4",
        "detection": "3 of 4",
        "process": "2 of 4",
        "none": "1 of 4",
    }
