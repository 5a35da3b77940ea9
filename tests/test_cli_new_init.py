"""`pmaction new` and `pmaction init` as people meet them, on a terminal and without one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from checkouts import git

from pmaction.cli import main
from pmaction.config import Config
from pmaction.reading import read_postmortem

NOW = "2025-12-22T09:00:00Z"
Run = Callable[..., tuple[int, str, str]]
TITLE = ("--title", "Mail was down")
TODAY = "postmortems/2025/2025-12-22-mail-was-down.yaml"
CREATED = [
    ".pmaction.yml",
    "postmortems/README.md",
    ".pmaction/template.yaml",
    ".pmaction/postmortem.v1.schema.json",
    ".pmaction/config.v1.schema.json",
    ".vscode/settings.json",
    ".vscode/extensions.json",
]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    monkeypatch.delenv("PMACTION_NOW", raising=False)
    return root


@pytest.fixture
def run(repo: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--now", NOW])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return running


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def files_in(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and ".git/" not in str(path))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def outcomes(out: str) -> dict[str, str]:
    return {line.split()[1]: line.split()[0] for line in out.splitlines()}


# new


def test_a_new_postmortem_is_a_draft_that_validates_without_any_finding(run: Run) -> None:
    code, out, err = run(
        *("new", *TITLE, "--severity", "P1", "--service", "mail", "--service", "search"),
        *("--started", "2025-12-14T10:00:00+03:00"),
    )
    assert (code, out) == (0, "postmortems/2025/2025-12-14-mail-was-down.yaml\n")
    assert "pmaction validate postmortems/2025/2025-12-14-mail-was-down.yaml" in err
    assert "status: reviewed" in err
    file = read_postmortem("x", Path(out.strip()).read_bytes())
    assert file.postmortem is not None
    assert (file.postmortem.id, file.postmortem.title) == ("PM-2025-001", "Mail was down")
    assert (file.postmortem.severity, file.postmortem.services) == ("P1", ("mail", "search"))
    assert file.postmortem.times.started is not None
    assert run("validate")[:2] == (0, "1 file checked, no findings\n")
    assert run("plan", "--format", "json")[0] == 0


def test_a_title_is_enough(run: Run) -> None:
    assert run("new", *TITLE)[:2] == (0, f"{TODAY}\n")
    assert run("validate")[1] == "1 file checked, no findings\n"


def test_the_id_of_a_postmortem_that_was_deleted_is_never_used_again(run: Run, repo: Path) -> None:
    (repo / ".git").rmdir()
    git(repo, "init", "--quiet", "--initial-branch", "main")
    run("new", *TITLE)
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--message", "x")
    (repo / TODAY).unlink()
    assert run("new", *TITLE)[:2] == (0, f"{TODAY}\n")
    assert "\nid: PM-2025-002 " in (repo / TODAY).read_text("utf-8")


@pytest.mark.parametrize(
    "title", ['"; rm -rf / #', "- [x] {{id}}: *", "Почта\n\tлежит", "\u2028\x7f…"]
)
def test_any_title_is_kept_word_by_word(run: Run, title: str) -> None:
    code, out, _ = run("new", "--title", title)
    assert code == 0
    file = read_postmortem("x", Path(out.strip()).read_bytes())
    assert file.postmortem is not None
    assert file.postmortem.title == " ".join(title.split())
    assert run("validate")[1] == "1 file checked, no findings\n"


def test_how_a_title_is_worded_does_not_stop_a_draft(run: Run, repo: Path) -> None:
    code, out, _ = run("new", "--title", "Careless deploy, see @alice")
    assert code == 0
    assert "Careless deploy, see @alice" in (repo / out.strip()).read_text("utf-8")


def test_without_a_terminal_the_missing_title_is_a_usage_error_that_names_the_flag(
    run: Run, repo: Path
) -> None:
    code, out, err = run("new")
    assert (code, out) == (2, "")
    assert "--title" in err
    assert run("new", "--title", "  ")[0] == 2
    assert files_in(repo) == {}


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--started", "10 o'clock", "2025-12-14T10:00:00+03:00"),
        ("--started", "2025-12-14T10:00", "In the zone UTC it would be 2025-12-14T10:00Z."),
        ("--started", "2025-02-30", "on no calendar"),
        ("--started", "2026-01-01", "still to come"),
        ("--severity", "bad", "Write P0 to P3"),
        ("--severity", "sev1", "severity_aliases"),
        ("--title", "x" * 300, "at most 200"),
        ("--service", "x" * 300, "at most 200"),
        ("--title", "\udcff", "not text"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_is_expected(
    run: Run, repo: Path, option: str, value: str, expected: str
) -> None:
    code, _, err = run("new", *TITLE, option, value)
    assert code == 2
    assert expected in err
    assert files_in(repo) == {}


@pytest.mark.parametrize("value", ["2025-12-14", "about 2025-12-14T10:00+03:00", "unknown"])
def test_started_takes_every_form_that_a_document_takes(run: Run, value: str) -> None:
    assert run("new", *TITLE, "--started", value)[0] == 0
    assert run("validate")[1] == "1 file checked, no findings\n"


def test_a_severity_is_known_whatever_the_case_of_its_letters(run: Run, repo: Path) -> None:
    write(repo / ".pmaction.yml", "severity_aliases: {SEV1: P0, Null: P3}\n")
    for given, written in (("p2", "P2"), ("sev1", '"SEV1"'), ("null", '"Null"')):
        _, out, _ = run("new", "--title", f"Case {given}", "--severity", given)
        assert f"\nseverity: {written} " in Path(out.strip()).read_text()
    assert run("validate")[1] == "3 files checked, no findings\n"


def test_the_same_title_on_the_same_day_never_overwrites(run: Run) -> None:
    first = run("new", *TITLE)[1].strip()
    before = Path(first).read_bytes()
    assert run("new", *TITLE)[1] == f"{TODAY.removesuffix('.yaml')}-2.yaml\n"
    assert run("new", *TITLE)[1] == f"{TODAY.removesuffix('.yaml')}-3.yaml\n"
    assert Path(first).read_bytes() == before
    assert run("validate")[1] == "3 files checked, no findings\n"


def test_ids_of_files_that_nobody_can_read_as_postmortems_are_not_used_again(
    run: Run, repo: Path
) -> None:
    write(repo / "postmortems/2025/broken.yaml", "id: PM-2025-004\ntitle: [\n")
    write(repo / "postmortems/2025/json.yaml", '{"id": "PM-2025-006", "title": 1}')
    write(repo / "postmortems/2025/empty.yaml", "")
    out = run("new", *TITLE)[1]
    assert "\nid: PM-2025-007 " in Path(out.strip()).read_text()


def test_ids_that_only_the_issues_remember_are_not_used_again(run: Run, repo: Path) -> None:
    write(repo / "issues/PM-2025-008/PM-2025-008-A1.md", "gone from the files\n")
    assert "id: PM-2025-009" in Path(run("new", *TITLE)[1].strip()).read_text()


def test_a_file_that_cannot_be_read_is_told_of(run: Run, repo: Path, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside.yaml", "id: PM-2025-004\n")
    (repo / "postmortems").mkdir()
    (repo / "postmortems/link.yaml").symlink_to(outside)
    code, _, err = run("new", *TITLE)
    assert code == 0
    assert "postmortems/link.yaml" in err


def test_the_year_of_the_incident_decides_about_id_and_folder(run: Run) -> None:
    out = run("new", *TITLE, "--started", "2024-12-31T23:00:00-08:00")[1]
    assert out == "postmortems/2024/2024-12-31-mail-was-down.yaml\n"
    assert "id: PM-2024-001" in Path(out.strip()).read_text()


def test_today_is_the_day_in_the_configured_zone(run: Run, repo: Path) -> None:
    write(repo / ".pmaction.yml", "time_zone: Pacific/Kiritimati\n")
    code = main(["new", *TITLE, "--now", "2025-12-31T12:00:00Z"])
    assert code == 0
    assert (repo / "postmortems/2026/2026-01-01-mail-was-down.yaml").is_file()


def test_the_path_is_given_as_seen_from_here(
    run: Run, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo / "docs").mkdir()
    monkeypatch.chdir(repo / "docs")
    assert run("new", *TITLE)[1] == f"../{TODAY}\n"


def test_a_place_that_other_commands_would_pass_over_is_told_of(run: Run, repo: Path) -> None:
    write(repo / ".pmaction.yml", 'postmortems: ["teams/*/postmortems/*.yaml"]\n')
    _, out, err = run("new", *TITLE)
    assert "Add this pattern: teams/2025/*.yaml" in err
    assert out == "teams/2025/2025-12-22-mail-was-down.yaml\n"


def test_quiet_leaves_only_the_path(run: Run) -> None:
    assert run("new", *TITLE, "--quiet") == (0, f"{TODAY}\n", "")


def test_the_first_line_names_the_schema_once_the_repository_has_it(run: Run) -> None:
    assert "yaml-language-server" not in Path(run("new", *TITLE)[1].strip()).read_text()
    run("init")
    path = Path(run("new", *TITLE)[1].strip())
    first = path.read_text().splitlines()[0]
    assert first == ("# yaml-language-server: $schema=../../.pmaction/postmortem.v1.schema.json")
    assert (path.parent / first.partition("=")[2]).is_file()


def test_a_template_of_ones_own_is_used(run: Run, repo: Path) -> None:
    write(
        repo / ".pmaction/template.yaml",
        "#% ours\nid: {{id}}\ntitle: {{title}}\nstatus: draft\nseverity: {{severity}}\n",
    )
    out = run("new", *TITLE)[1]
    assert Path(out.strip()).read_text() == (
        'id: PM-2025-001\ntitle: "Mail was down"\nstatus: draft\n# severity: P1\n'
    )


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (b"id: {{number}}\n", "{{number}}"),
        (b'id: {{id}}\ntitle: "Incident: {{title}}"\n', 'title: "Incident: "Mail was down'),
        (b"title: {{title}}\n", "no line `id: {{id}}`"),
        (b"- {{id}}\n", "no line `id: {{id}}`"),
        (b"", "no valid YAML"),
        (b"\xff\xfe", "not UTF-8"),
        (None, "regular file"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_and_nothing_is_written(
    run: Run, repo: Path, template: bytes | None, expected: str
) -> None:
    path = repo / ".pmaction/template.yaml"
    path.parent.mkdir()
    path.mkdir() if template is None else path.write_bytes(template)
    code, _, err = run("new", *TITLE)
    assert code == 2
    assert expected in err
    assert not (repo / "postmortems").exists()


def test_a_file_in_place_of_the_folder_is_told_of(run: Run, repo: Path) -> None:
    write(repo / "postmortems/2025", "")
    code, _, err = run("new", *TITLE)
    assert code == 2
    assert f"{TODAY} cannot be written" in err


@pytest.mark.parametrize(
    ("command", "link"),
    [
        (("new", *TITLE), "postmortems"),
        (("new", *TITLE), ".pmaction"),
        (("new", *TITLE), "issues"),
        (("init",), "postmortems"),
        (("init",), ".pmaction"),
        (("init",), ".vscode"),
    ],
)
def test_links_that_lead_out_of_the_repository_are_not_followed(
    run: Run, repo: Path, tmp_path: Path, link: str, command: tuple[str, ...]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (repo / link).symlink_to(elsewhere)
    code, _, err = run(*command)
    assert code == (3 if link in ("postmortems", "issues") else 2), "3 for what the config names"
    assert "leads out of the repository" in err
    assert files_in(elsewhere) == {}
    assert files_in(repo) == {}


def on_a_terminal(repo: Path, answers: str, *arguments: str) -> tuple[int, str, str]:
    """Run `new` with stdin and stderr on a pseudo-terminal, as in a shell; stdout is a pipe."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb"}
    running = subprocess.Popen(
        [sys.executable, "-m", "pmaction", "new", "--now", NOW, *arguments],
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        cwd=repo,
        env=environment,
    )
    os.close(theirs)
    os.write(ours, answers.encode())
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # The other side was closed, which on Linux is an error.
    finally:
        os.close(ours)
    assert running.stdout is not None
    with running.stdout as stdout:
        out = stdout.read().decode()
    return running.wait(), out, shown.decode()


def test_on_a_terminal_it_asks_for_what_is_missing(repo: Path) -> None:
    answers = "Mail was down\np1\nmail, search\n2025-12-14\n"
    code, out, shown = on_a_terminal(repo, answers)
    assert (code, out) == (0, "postmortems/2025/2025-12-14-mail-was-down.yaml\n")
    assert "What broke" in shown
    text = (repo / out.strip()).read_text()
    assert "\nseverity: P1 " in text
    assert '\nservices: ["mail", "search"] ' in text
    assert "\n  started: 2025-12-14 " in text


def test_on_a_terminal_only_the_title_has_to_be_answered(repo: Path) -> None:
    code, out, shown = on_a_terminal(repo, "\n \nMail was down\n\n\n\n")
    assert (code, out) == (0, f"{TODAY}\n")
    assert "needs a title" in shown
    assert "\n# severity: P1 " in (repo / TODAY).read_text()


def test_on_a_terminal_a_wrong_answer_is_asked_for_again(repo: Path) -> None:
    arguments = (*TITLE, "--service", "mail")
    code, out, shown = on_a_terminal(repo, "P7\nP2\nyesterday\n2025-12-21\n", *arguments)
    assert code == 0
    assert "not a known severity" in shown
    assert "Expected a time with its zone" in shown
    assert "What broke" not in shown
    assert out == "postmortems/2025/2025-12-21-mail-was-down.yaml\n"


def test_on_a_terminal_ending_the_input_early_writes_nothing(repo: Path) -> None:
    assert on_a_terminal(repo, "Mail was down\n\x04")[0] == 130
    assert files_in(repo) == {}


# init


def test_init_sets_a_repository_up(run: Run, repo: Path) -> None:
    code, out, err = run("init")
    assert code == 0
    assert outcomes(out) == dict.fromkeys(CREATED, "created")
    assert set(files_in(repo)) == set(CREATED)
    assert "pmaction new" in err
    assert run("validate")[0] == 0
    assert "zone UTC" not in err


def test_a_second_init_changes_nothing(run: Run, repo: Path) -> None:
    run("init")
    before = files_in(repo)
    code, out, err = run("init")
    assert code == 0
    assert outcomes(out) == dict.fromkeys(CREATED, "unchanged")
    assert "Everything is in place" in err
    assert files_in(repo) == before


def test_what_people_have_is_left_alone_and_said_with_what_to_add(run: Run, repo: Path) -> None:
    settings = '{\n  // ours\n  "editor.tabSize": 2\n}\n'
    write(repo / ".vscode/settings.json", settings)
    write(repo / ".pmaction.yml", "time_zone: Europe/Berlin\n")
    write(repo / "postmortems/README.md", "Ours.\n")
    code, out, err = run("init")
    assert code == 0
    assert {path for path, outcome in outcomes(out).items() if outcome == "kept"} == {
        *(".vscode/settings.json", ".pmaction.yml", "postmortems/README.md")
    }
    assert (repo / ".vscode/settings.json").read_text() == settings
    assert (repo / "postmortems/README.md").read_text() == "Ours.\n"
    added = re.search(r'(?s)add to \.vscode/settings\.json:\n\n(  "yaml.schemas".*?\n)\n', err)
    assert added is not None
    schemas = json.loads(f"{{{added[1]}}}")["yaml.schemas"]
    assert schemas[".pmaction/postmortem.v1.schema.json"] == ["postmortems/**/*.yaml"]


def test_who_follows_the_page_on_the_process_publishes_as_the_rule_asks(
    run: Run, repo: Path
) -> None:
    run("init")
    page = (repo / "postmortems/README.md").read_text("utf-8")
    hours = Config().targets.published_within_hours
    rows = [line for line in page.splitlines() if f"published within {hours} hours" in line]
    assert [row[:4] for row in rows] == ["| P0", "| P1"]
    (row,) = [line for line in page.splitlines() if "`published`" in line]
    assert row.startswith(f"| {hours // 24};")
    assert "(an entry below `extensions`" in page


def test_settings_that_hold_what_is_needed_get_no_advice(run: Run, repo: Path) -> None:
    run("init")
    for name in ("settings", "extensions"):
        path = repo / f".vscode/{name}.json"
        path.write_text(path.read_text() + "\n// ours\n")
    _, out, err = run("init")
    assert outcomes(out)[".vscode/settings.json"] == "kept"
    assert "add to" not in err


def test_schema_copies_are_brought_up_to_date(run: Run, repo: Path) -> None:
    run("init")
    path = repo / ".pmaction/postmortem.v1.schema.json"
    current = path.read_bytes()
    path.write_text("{}")
    code, out, _ = run("init")
    assert code == 0
    assert outcomes(out)[".pmaction/postmortem.v1.schema.json"] == "updated"
    assert "generated" in out
    assert path.read_bytes() == current
    path.write_bytes(current.replace(b"\n", b"\r\n"))
    assert outcomes(run("init")[1])[".pmaction/postmortem.v1.schema.json"] == "unchanged"


def test_the_editor_lines_lead_to_the_schemas(run: Run, repo: Path) -> None:
    run("init")
    first = (repo / ".pmaction.yml").read_text().splitlines()[0]
    assert (repo / first.partition("$schema=")[2]).is_file()
    schemas = json.loads((repo / ".vscode/settings.json").read_text())["yaml.schemas"]
    assert all((repo / path).is_file() for path in schemas)


def test_init_follows_the_configured_folder(run: Run, repo: Path) -> None:
    write(repo / ".pmaction.yml", 'postmortems: ["docs/incidents/*.yaml"]\n')
    run("init")
    assert (repo / "docs/incidents/README.md").is_file()
    schemas = json.loads((repo / ".vscode/settings.json").read_text())["yaml.schemas"]
    assert schemas[".pmaction/postmortem.v1.schema.json"] == ["docs/incidents/*.yaml"]


def test_the_readme_of_the_project_is_never_taken(run: Run, repo: Path) -> None:
    write(repo / ".pmaction.yml", 'postmortems: ["*.yaml"]\n')
    run("init")
    assert (repo / "POSTMORTEMS.md").is_file()
    assert not (repo / "README.md").exists()


def test_init_works_from_a_folder_below(
    run: Run, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo / "src").mkdir()
    monkeypatch.chdir(repo / "src")
    _, _, err = run("init")
    assert str(repo) in err
    assert (repo / ".pmaction.yml").is_file()


def test_outside_of_git_it_works_and_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").mkdir()
    monkeypatch.chdir(tmp_path / "plain")
    code, _, err = run("init")
    assert code == 0
    assert "not a git repository" in err
    assert set(files_in(tmp_path / "plain")) == set(CREATED)


def test_a_config_elsewhere_gets_no_second_one_beside_it(run: Run, repo: Path) -> None:
    write(repo / "ops/pmaction.yml", "time_zone: UTC\n")
    assert run("init", "--config", "ops/pmaction.yml")[0] == 0
    assert not (repo / ".pmaction.yml").exists()


def test_init_refuses_a_name_that_something_else_has(run: Run, repo: Path) -> None:
    write(repo / ".pmaction", "")
    code, _, err = run("init")
    assert code == 2
    assert ".pmaction/template.yaml cannot be written" in err


PINNED = "acme/pmaction@0123456789abcdef0123456789abcdef01234567"
WORKFLOWS = ("pmaction-pull-request.yml", "pmaction-merge.yml", "pmaction-schedule.yml")


def test_init_writes_the_workflows_pinned_to_the_commit_it_is_told(run: Run, repo: Path) -> None:
    code, out, _ = run("init", "--action", PINNED)
    assert code == 0
    for name in WORKFLOWS:
        assert outcomes(out)[f".github/workflows/{name}"] == "created"
        text = (repo / ".github/workflows" / name).read_text("utf-8")
        assert f"uses: {PINNED} # pmaction " in text
        assert "./" not in text


def test_init_writes_a_workflow_for_a_monthly_report_if_it_is_asked_for(
    run: Run, repo: Path
) -> None:
    report = ".github/workflows/pmaction-report.yml"
    _, out, _ = run("init", "--action", PINNED)
    assert report not in outcomes(out)
    _, out, _ = run("init", "--action", PINNED, "--monthly-report")
    assert outcomes(out)[report] == "created"
    assert f"uses: {PINNED} # pmaction " in (repo / report).read_text("utf-8")


def test_init_pins_a_further_workflow_to_the_commit_that_the_others_run(
    run: Run, repo: Path
) -> None:
    report = repo / ".github/workflows/pmaction-report.yml"
    run("init", "--action", PINNED)
    before = files_in(repo)
    _, out, err = run("init", "--monthly-report")
    assert f"uses: {PINNED}\n" in report.read_text("utf-8")
    assert "no workflows are written" not in err
    assert outcomes(out)[".github/workflows/pmaction-report.yml"] == "created"
    assert {path: text for path, text in files_in(repo).items() if path in before} == before
    assert "Everything is in place." in run("init", "--monthly-report")[2]
    other = "uses: someone/else@" + "1" * 40
    schedule = repo / ".github/workflows" / WORKFLOWS[2]
    schedule.write_text(f"{schedule.read_text('utf-8')}      - {other}\n")
    report.unlink()
    assert "no workflows are written" in run("init", "--monthly-report")[2]
    assert not report.exists()


def test_init_writes_a_schedule_for_the_morning_in_the_time_zone(run: Run, repo: Path) -> None:
    (repo / ".pmaction.yml").write_text("time_zone: America/Los_Angeles\n", encoding="utf-8")
    run("init", "--action", PINNED)
    schedule = (repo / ".github/workflows/pmaction-schedule.yml").read_text(encoding="utf-8")
    assert '    - cron: "17 16 * * 1-5"\n' in schedule


def test_init_keeps_a_workflow_that_people_changed(run: Run, repo: Path) -> None:
    run("init", "--action", PINNED)
    schedule = repo / ".github/workflows" / WORKFLOWS[2]
    schedule.write_text(schedule.read_text("utf-8").replace("17 6", "41 5"))
    before = files_in(repo)
    _, out, _ = run("init", "--action", PINNED)
    assert outcomes(out)[f".github/workflows/{WORKFLOWS[2]}"] == "kept"
    assert files_in(repo) == before


def test_init_says_what_it_needs_to_know_for_workflows(
    run: Run, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An installation that says nothing of where it came from.
    info = tmp_path / "site" / "pmaction-9.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pmaction\nVersion: 9\n")
    monkeypatch.syspath_prepend(str(info.parent))
    code, _, err = run("init")
    assert code == 0
    assert "no workflows are written" in err
    assert "pmaction init --action OWNER/NAME@COMMIT" in err
    assert not (repo / ".github").exists()


@pytest.mark.parametrize("action", ["acme/pmaction@v1", "acme/pmaction@main", "./", "x\ny@z"])
def test_init_refuses_an_action_that_could_be_moved_and_writes_nothing(
    run: Run, repo: Path, action: str
) -> None:
    before = files_in(repo)
    code, _, err = run("init", "--action", action)
    assert code == 2
    assert "does not name pmaction by a commit" in err
    assert files_in(repo) == before


def test_init_in_a_folder_of_a_repository_says_that_workflows_belong_at_its_root(
    run: Run, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "--quiet"]
    subprocess.run(["git", "init", "--quiet"], cwd=repo, check=True)
    subprocess.run(["git", *commit, "--allow-empty", "--message", "Begin"], cwd=repo, check=True)
    (repo / "services/mail").mkdir(parents=True)
    (repo / "services/mail/.pmaction.yml").write_text("labels: [mail]\n")
    monkeypatch.chdir(repo / "services/mail")
    _, _, err = run("init", "--action", PINNED)
    assert "workflows belong at the repository's root" in err
    assert "working-directory: services/mail/" in err
