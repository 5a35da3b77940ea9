"""The commands as their users meet them: output, exit codes, and no traceback whatever comes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from checkouts import NOW, PATH
from checkouts import POSTMORTEM as GOOD

from pmaction import __version__
from pmaction.cli import COMMANDS, main
from pmaction.rules.file_checks import FILE_CHECKS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PMACTION_NOW", raising=False)
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def run(repo: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*arguments: str) -> tuple[int, str, str]:
        now = [] if arguments[0] in ("rules", "--version") else ["--now", NOW]
        code = main([*arguments, *now])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return running


def write(repo: Path, path: str, text: str | bytes) -> Path:
    target = repo / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode() if isinstance(text, str) else text)
    return target


def test_python_m_pmaction_works() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pmaction", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"pmaction {__version__}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: pmaction {name}")


def test_help_imports_neither_yaml_nor_schemas() -> None:
    code = (
        "import sys; from pmaction.cli import main; main(['--help']);"
        "heavy = {'ruamel', 'jsonschema', 'msgspec'} & {m.partition('.')[0] for m in sys.modules};"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(run: Run) -> None:
    code, _, err = run("valdate")
    assert code == 2
    assert "Did you mean `validate`?" in err


def test_a_mistyped_option_is_a_usage_error(run: Run) -> None:
    assert run("plan", "--formt", "json")[0] == 2


def test_validate_says_in_json_what_the_contract_promises(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD.replace("P1\nservices", "P9\nservices"))
    code, out, _ = run("validate", "--format", "json")
    answer = json.loads(out)
    assert code == 1
    assert answer["version"] == 1
    assert answer["summary"] == {"files": 1, "errors": 1, "warnings": 0}
    (finding,) = answer["findings"]
    assert set(finding) == {
        *("path", "line", "column", "rule", "severity", "message", "hint", "pointer")
    }
    assert (finding["path"], finding["line"], finding["column"]) == (PATH, 4, 11)
    assert finding["pointer"] == "/severity"


def test_plan_apply_and_remind_say_in_json_what_the_contract_promises(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    code, out, _ = run("plan", "--format", "json")
    plan = json.loads(out)
    assert (code, plan["version"], plan["summary"]) == (0, 1, {"create": 2, "link": 1})
    assert set(plan["changes"][0]) == {"kind", "item", "issue", "title", "why", "before", "after"}
    assert plan["changes"][1]["item"] == "PM-2025-001/A1"
    code, out, _ = run("apply", "--format", "json")
    report = json.loads(out)
    assert [change["outcome"] for change in report["changes"]] == ["done"] * 3
    assert report["changes"][1]["issue"] == "PM-2025-001/PM-2025-001-A1.md"
    code, out, _ = run("remind", "--format", "json")
    assert json.loads(out)["changes"][0]["kind"] == "comment"
    assert code == 0


def test_a_dry_run_writes_nothing(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    assert run("apply", "--dry-run")[:2] == run("plan")[:2]
    assert not (repo / "issues").exists()
    run("apply")
    issue = repo / "issues/PM-2025-001/PM-2025-001-A1.md"
    before = issue.read_bytes()
    assert "1 to comment" in run("remind", "--dry-run")[1]
    assert issue.read_bytes() == before


def test_validate_checks_only_the_named_files_but_knows_the_others(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    write(repo, "postmortems/2025/2025-12-01-copy.yaml", GOOD)
    write(repo, "postmortems/2025/2025-12-01-broken.yaml", "id: [")
    code, out, _ = run("validate", PATH)
    assert code == 1
    assert "2025-12-01-copy.yaml" in out
    assert "[duplicate-postmortem-id]" in out
    assert "1 file checked, 1 error" in out


def test_validate_says_that_rules_wait_for_what_has_no_form(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD.replace("status: ", "status: x"))
    wait = "apart from secrets, the rest of it is checked once these are mended"
    assert wait in run("validate", PATH)[1]
    assert wait not in run("validate", PATH, "--format", "json")[1]
    write(repo, PATH, GOOD)
    assert wait not in run("validate", PATH)[1]


BAD_INPUT = {
    "empty": b"",
    "binary": b"\x89PNG\r\n\x1a\n\x00\x00",
    "utf-16": "id: PM-2025-002".encode("utf-16"),
    "latin-1": b"id: PM-2025-002\ntitle: \xe9t\xe9\n",
    "oversized": b"# " + b"x" * 1_100_000,
    "broken YAML": b"id: [PM\ntitle: x",
    "duplicate key": b"id: PM-2025-002\nid: PM-2025-003\ntitle: x\nstatus: draft\n",
    "anchor bomb": b"a: &a [1,1,1,1,1,1,1,1,1]\n"
    + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in b"bcdefgh"),
    "wrong type": b"id: PM-2025-002\ntitle: [x]\nstatus: draft\n",
    "impossible date": b"id: PM-2025-002\ntitle: x\nstatus: draft\ntimes: {started: 2025-02-30}\n",
    "unknown property": b"id: PM-2025-002\ntitle: x\nstatus: draft\ntiming: {}\n",
    "a list": b"- a\n- b\n",
    "a word": b"hello",
}


@pytest.mark.parametrize("kind", BAD_INPUT)
def test_a_bad_file_gives_one_finding_and_hides_nobody_elses(
    kind: str, run: Run, repo: Path
) -> None:
    write(repo, "postmortems/2025/2025-11-30-bad.yaml", BAD_INPUT[kind])
    write(repo, PATH, GOOD.replace("severity: P1", "severity: P7"))
    code, out, _ = run("validate", "--format", "json")
    found = json.loads(out)["findings"]
    assert code == 1
    assert [finding["rule"] for finding in found if "mail" in finding["path"]] == [
        "unknown-severity"
    ]
    (bad,) = [finding for finding in found if "bad" in finding["path"]]
    assert bad["line"] >= 1
    assert bad["hint"]


@pytest.mark.parametrize("kind", BAD_INPUT)
def test_a_bad_file_stops_no_apply_and_never_looks_like_a_removal(
    kind: str, run: Run, repo: Path
) -> None:
    write(repo, PATH, GOOD)
    second = GOOD.replace("PM-2025-001", "PM-2025-002")
    bad = write(repo, "postmortems/2025/2025-11-30-bad.yaml", second)
    write(repo, ".pmaction.yml", "removed_items: close\n")
    assert run("apply")[0] == 0
    issue = repo / "issues/PM-2025-002/PM-2025-002-A1.md"
    before = issue.read_bytes()
    bad.write_bytes(BAD_INPUT[kind])
    write(repo, PATH, GOOD.replace("Alert when", "Page when"))
    code, out, err = run("apply")
    assert code == 1
    assert "update  PM-2025-001/A1" in out
    assert "2025-11-30-bad.yaml" in err
    assert issue.read_bytes() == before


def test_a_link_that_leads_out_of_the_repository_is_not_followed(
    run: Run, repo: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("id: PM-2025-002\ntitle: top secret\nstatus: draft\n")
    write(repo, PATH, GOOD)
    (repo / "postmortems/2025/2025-11-30-link.yaml").symlink_to(outside)
    code, out, _ = run("validate")
    assert code == 1
    assert "[outside-repository]" in out
    assert "top secret" not in out


def test_hidden_folders_are_passed_over_by_a_wide_pattern(run: Run, repo: Path) -> None:
    write(repo, ".pmaction.yml", "postmortems: ['**/*.yaml']\n")
    write(repo, PATH, GOOD)
    write(repo, ".pmaction/template.yaml", "id: {{id}}\n")
    assert run("validate")[1] == "1 file checked, no findings\n"


def test_a_fifo_does_not_hang_the_run(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    os.mkfifo(repo / "postmortems/2025/2025-11-30-pipe.yaml")
    code, out, _ = run("validate")
    assert (code, "[unreadable]" in out) == (1, True)


def test_two_documents_with_one_id_are_both_left_out(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    write(repo, "postmortems/2025/2025-12-01-copy.yaml", GOOD)
    code, _, err = run("apply")
    assert code == 1
    assert err.count("[duplicate-postmortem-id]") == 1
    assert not (repo / "issues").exists()


@pytest.mark.parametrize("name", ["2025-12-01-copy.yaml", "2025-11-30-copy.yaml"])
def test_a_document_with_mistakes_shares_its_id_all_the_same(
    run: Run, repo: Path, name: str
) -> None:
    write(repo, PATH, GOOD)
    run("apply")
    issue = repo / "issues/PM-2025-001/PM-2025-001-A1.md"
    before = issue.read_bytes()
    write(repo, PATH, GOOD.replace("Alert when", "Say when"))
    write(repo, f"postmortems/2025/{name}", GOOD.replace("status: reviewed", "status: thought"))
    code, _, err = run("apply")
    assert (code, issue.read_bytes()) == (1, before)
    (said,) = (line for line in err.splitlines() if "[duplicate-postmortem-id]" in line)
    assert name in err
    assert PATH.rpartition("/")[2] in err
    assert "`PM-2025-001` is also the id of" in said


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ("trackin: {}", 1),
        ("open_from: reviewed\ndue_policy: soon\n", 2),
        ("time_zone: Mars/Olympus\n", 1),
        ("working_days:\n  holidays: {country: XX}\n", 2),
        ("policy:\n  rules: [{teams: [Nobody]}]\n", 2),
        ("due_policy: none\npolicy: {due: 1 week}\n", 2),
        ("rules:\n  file-nam: off\n", 2),
        ("teams: [\n", 2),
        ("postmortems: ['../**/*.yaml']\n", 1),
        ("tracking: {folder: /etc}\n", 1),
    ],
)
def test_a_broken_configuration_ends_with_3_and_its_line(
    run: Run, repo: Path, config: str, line: int
) -> None:
    write(repo, PATH, GOOD)
    write(repo, ".pmaction.yml", config)
    code, out, err = run("apply")
    assert code == 3
    assert f".pmaction.yml:{line}:" in err
    assert out == ""
    assert not (repo / "issues").exists()


def test_verbose_says_how_much_was_read_and_listed(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    assert run("apply")[0] == 0
    assert "1 postmortem read, 2 issues listed\n" in run("plan", "--verbose")[2]
    assert "listed" not in run("plan")[2]


def test_a_config_that_is_named_must_exist(run: Run) -> None:
    code, _, err = run("validate", "--config", "other.yml")
    assert code == 3
    assert "other.yml" in err


def test_a_path_that_does_not_exist_is_a_usage_error(run: Run) -> None:
    code, _, err = run("validate", "nowhere.yaml")
    assert code == 2
    assert "nowhere.yaml does not exist" in err


def test_a_time_without_zone_is_a_usage_error(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--now", "2025-12-14T10:00:00"]) == 2
    assert "is not a time with its zone" in capsys.readouterr().err


def test_the_environment_can_say_what_time_it_is(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, PATH, GOOD)
    main(["apply", "--now", NOW])
    monkeypatch.setenv("PMACTION_NOW", "2025-12-22T00:30:00+14:00")
    capsys.readouterr()
    main(["remind", "--dry-run"])
    assert "nothing to do" in capsys.readouterr().out, "it is still Sunday in UTC"


def test_more_creates_than_allowed_do_nothing_until_allowed(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    write(repo, ".pmaction.yml", "allow_creates: 1\n")
    code, _, err = run("apply")
    assert code == 2
    assert "--allow-creates 2" in err
    assert not (repo / "issues").exists()
    assert run("apply", "--allow-creates", "2")[0] == 0


def test_with_a_path_only_that_postmortem_is_planned_and_no_removal(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    other = write(
        repo, "postmortems/2025/2025-12-02-other.yaml", GOOD.replace("-2025-001", "-2025-002")
    )
    run("apply")
    other.unlink()
    assert "nothing to do" in run("plan", PATH)[1]
    assert "1 to comment" in run("plan")[1] or "2 to comment" in run("plan")[1]


def test_a_file_system_that_refuses_ends_with_4(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    write(repo, "issues", "a file where the folder should be")
    code, out, err = run("apply")
    assert code == 4
    assert "issues" in out + err


def test_track_writes_checks_and_leaves_alone(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    assert run("track", "--check")[0] == 1
    assert run("track")[:2] == (0, "TRACKER.md and tracker.json written\n")
    assert run("track")[:2] == (0, "TRACKER.md unchanged\n")
    assert run("track", "--check")[0] == 0


@pytest.mark.parametrize("name", ["TRACKER.md", "tracker.json"])
def test_either_tracker_file_alone_is_found_stale_and_mended(
    name: str, run: Run, repo: Path
) -> None:
    write(repo, PATH, GOOD)
    run("track")
    written = (repo / name).read_text()
    (repo / name).unlink()
    stale = (1, f"{name} is stale; run `pmaction track`\n")
    assert run("track", "--check")[:2] == stale
    first, _, rest = written.partition("\n")
    (repo / name).write_text(f"{first}\nold\n{rest}")
    assert run("track", "--check")[:2] == stale
    assert run("track")[:2] == (0, f"{name} written\n")
    assert (repo / name).read_text() == written


def test_the_page_cannot_have_the_name_of_the_data(run: Run, repo: Path) -> None:
    write(repo, ".pmaction.yml", "tracker_file: docs/Tracker.JSON\n")
    code, out, err = run("track")
    assert (code, out) == (3, "")
    assert "the name of the data that is written beside it" in err


def test_rules_are_listed_and_explained(run: Run) -> None:
    code, out, _ = run("rules")
    assert code == 0
    assert "duplicate-item-id" in out
    code, out, _ = run("rules", "duplicate-item-id")
    assert "Failing:" in out
    code, _, err = run("rules", "duplicate-itm-id")
    assert (code, "Did you mean `duplicate-item-id`?" in err) == (2, True)


def test_every_finding_of_reading_a_file_is_explained(run: Run) -> None:
    source = Path(__file__).parent.parent / "pmaction"
    emitted = set()
    for name in (
        "document",
        "refusal",
        "yaml_reader",
        "yaml_anchors",
        "yaml_scalars",
        "schema",
        "value_problem",
    ):
        text = (source / f"{name}.py").read_text(encoding="utf-8")
        emitted |= set(re.findall(r'^ +(?:return )?"([a-z]+(?:-[a-z0-9]+)+)",', text, re.M))
    assert len(emitted) > 15
    assert emitted <= set(FILE_CHECKS)
    for rule_id in FILE_CHECKS:
        assert FILE_CHECKS[rule_id] in run("rules", rule_id)[1]


def test_quiet_says_only_results(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    _, out, err = run("apply", "--quiet")
    assert (out, err) == ("Applied: 3 done.\n", "")


def test_output_for_machines_is_on_stdout_and_talk_on_stderr(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    write(repo, "postmortems/2025/2025-11-30-bad.yaml", "id: [")
    code, out, err = run("plan", "--format", "json")
    assert code == 1
    assert json.loads(out)["summary"] == {"create": 2, "link": 1}
    assert "left out" in err


def test_a_bug_says_that_it_is_one_and_how_to_report_it(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import pmaction.cli.plan

    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh no")

    monkeypatch.setattr(pmaction.cli.plan, "show_plan", broken)
    assert main(["plan"]) == 70
    err = capsys.readouterr().err
    assert "This is a bug in pmaction" in err
    assert "ZeroDivisionError: oh no" in err
    assert "report" in err
    assert "Traceback" not in err


def test_no_color_is_honoured_and_pipes_get_none(repo: Path) -> None:
    write(repo, PATH, GOOD)
    done = subprocess.run(
        [sys.executable, "-m", "pmaction", "validate"], capture_output=True, text=True, check=False
    )
    assert "\x1b" not in done.stdout


def test_the_workspace_is_found_from_a_folder_inside_it(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, PATH, GOOD)
    monkeypatch.chdir(repo / "postmortems/2025")
    assert main(["validate", "--now", NOW]) == 0
    assert "1 file checked" in capsys.readouterr().out


def test_the_demo_tells_its_story_and_leaves_everything_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Path.cwd()
    assert main(["demo", "--folder", str(tmp_path / "demo")]) == 0
    assert Path.cwd() == here
    out = capsys.readouterr().out
    assert "`review` is not a value of `status`. Did you mean `reviewed`?" in out
    assert "Plan: 7 to create, 8 to link." in out
    assert "closed as completed by a person: it counts as done" in out
    assert out.count("Applied: nothing to do.") == 2
    assert (tmp_path / "demo/TRACKER.md").is_file()
    assert "2025-12-21 Sun, in 5 days" in out, "the policy is explained"
    assert "Time to restore" in out, "the report begins with what a manager asks"
    report = (tmp_path / "demo/report.txt").read_text(encoding="utf-8")
    assert "Targets\n" in report
    assert "Action items done in time: 1 of 2." in report, "the day of closing counts"
    assert main(["demo", "--folder", str(tmp_path / "demo")]) == 2


def test_the_demo_may_be_played_in_a_folder_that_is_named_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--folder", "demo"]) == 0
    assert (tmp_path / "demo/issues").is_dir()
    assert not (tmp_path / "demo/demo").exists()
    assert f"  {tmp_path / 'demo'}\n" in capsys.readouterr().out


def test_the_demo_works_without_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["demo", "--folder", str(tmp_path / "demo")]) == 0
    assert "git was not found" in capsys.readouterr().out


def test_a_folder_that_cannot_be_looked_into_never_looks_like_a_removal(
    run: Run, repo: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write(repo, PATH, GOOD)
    second = GOOD.replace("PM-2025-001", "PM-2025-002")
    write(repo, "postmortems/2024/2024-12-01-other.yaml", second)
    write(repo, ".pmaction.yml", "removed_items: close\n")
    run("apply")
    issue = repo / "issues/PM-2025-002/PM-2025-002-A1.md"
    before = issue.read_bytes()
    moved = tmp_path_factory.mktemp("moved") / "2024"
    (repo / "postmortems/2024").rename(moved)
    (repo / "postmortems/2024").symlink_to(moved)
    code, _, err = run("apply")
    assert code == 1
    assert "postmortems/2024:1:1: error:" in err
    assert "left out: postmortems/2024;" in err
    assert issue.read_bytes() == before
    assert "[outside-repository]" in run("validate")[1]


def test_the_demo_leaves_the_repository_alone_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine"
    subprocess.run(["git", "init", "--quiet", str(mine)], check=True)
    before = sorted(path for path in mine.rglob("*"))
    monkeypatch.setenv("GIT_DIR", str(mine / ".git"))
    assert main(["demo", "--folder", str(tmp_path / "demo")]) == 0
    assert sorted(path for path in mine.rglob("*")) == before
    assert (tmp_path / "demo/.git").is_dir()


@pytest.mark.parametrize("where", ["file", "file/below", "/proc/demo"])
def test_a_demo_where_no_folder_can_be_is_a_usage_error(
    where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["demo", "--folder", str(tmp_path / where)]) == 2
    assert "the demo cannot be played in" in capsys.readouterr().err


def test_a_file_name_can_neither_command_the_runner_nor_the_terminal(run: Run, repo: Path) -> None:
    name = "postmortems/x\n::error::\x1b[31mhello.yaml"
    write(repo, name, "id: [")
    for command in ("validate", "plan"):
        code, out, err = run(command)
        assert code == 1
        assert "postmortems/x ::error::?[31mhello.yaml" in out + err
        assert "\n::error::" not in out + err
        assert "\x1b[31mhello" not in out + err
    _, _, err = run("validate", "no\n::error::file.yaml")
    assert "\n::error::" not in err


@pytest.mark.parametrize("pattern", ["a**/x.yaml", "postmortems/**", "postmortems/", "."])
def test_a_pattern_that_names_no_file_ends_with_3_and_its_line(
    pattern: str, run: Run, repo: Path
) -> None:
    write(repo, ".pmaction.yml", f"open_from: reviewed\npostmortems:\n  - '{pattern}'\n")
    code, _, err = run("validate")
    assert code == 3
    assert ".pmaction.yml:3:" in err


@pytest.mark.parametrize(
    "now", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"]
)
def test_a_time_at_the_end_of_the_calendar_is_a_usage_error(
    now: str, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["plan"], ["new", "--title", "x"], ["remind"]):
        assert main([*arguments, "--now", now]) == 2
        assert "end of the calendar" in capsys.readouterr().err


def test_only_validate_takes_a_path_outside_the_repository(
    run: Run, repo: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "2025-12-01-mail.yaml"
    outside.write_text(GOOD)
    link = repo / "link.yaml"
    link.symlink_to(outside)
    assert run("validate", str(outside))[0] == 0
    for path in (str(outside), "link.yaml"):
        for command in ("plan", "apply"):
            code, _, err = run(command, path)
            assert code == 2
            assert "is outside the repository" in err


def test_a_path_through_a_link_makes_no_duplicate(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    (repo / "alias").symlink_to("postmortems")
    path = PATH.replace("postmortems", "alias", 1)
    assert run("validate", path)[:2] == run("validate", PATH)[:2] == (0, run("validate")[1])
    assert "2 to create" in run("plan", path)[1]


@pytest.mark.parametrize("name", [".pmaction.yaml", "pmaction.yml", "pmaction.yaml"])
def test_a_misnamed_configuration_is_not_passed_over(name: str, run: Run, repo: Path) -> None:
    write(repo, name, "due_policy: none\n")
    code, _, err = run("validate")
    assert code == 3
    assert f"{name} is not read: the configuration is called .pmaction.yml" in err
    write(repo, ".pmaction.yml", "")
    assert run("validate")[0] == 0


def test_a_configuration_that_is_no_file_is_not_passed_over(run: Run, repo: Path) -> None:
    (repo / ".pmaction.yml").symlink_to("gone.yml")
    assert run("validate")[0] == 3
    (repo / ".pmaction.yml").unlink()
    (repo / ".pmaction.yml").mkdir()
    assert run("validate")[0] == 3


def test_the_usual_configuration_must_exist_when_it_is_named(run: Run) -> None:
    code, _, err = run("validate", "--config", ".pmaction.yml")
    assert (code, "there is no file .pmaction.yml" in err) == (3, True)


def test_track_never_overwrites_what_it_did_not_write(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    readme = write(repo, "README.md", "# Ours\n")
    write(repo, ".pmaction.yml", "tracker_file: README.md\n")
    for arguments in (("track",), ("track", "--check")):
        code, _, err = run(*arguments)
        assert code == 3
        assert "`tracker_file` is README.md" in err
    assert readme.read_text() == "# Ours\n"
    assert not (repo / "tracker.json").exists()


def test_track_never_overwrites_data_that_it_did_not_write(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    ours = write(repo, "tracker.json", '{"version": 1}\n')
    for arguments in (("track",), ("track", "--check")):
        code, _, err = run(*arguments)
        assert code == 3
        assert "beside `tracker_file` is tracker.json, which `pmaction track` did not write" in err
    assert ours.read_text() == '{"version": 1}\n'
    assert not (repo / "TRACKER.md").exists()


@pytest.mark.parametrize("kind", ["folder", "dangling link", "fifo"])
def test_track_says_when_its_file_cannot_be_one(kind: str, run: Run, repo: Path) -> None:
    target = repo / "TRACKER.md"
    match kind:
        case "folder":
            target.mkdir()
        case "fifo":
            os.mkfifo(target)
        case _:
            target.symlink_to("gone.md")
    code, out, err = run("track")
    assert (code, out) == (2, "")
    assert "TRACKER.md cannot be read" in err


def test_line_ends_of_windows_do_not_make_the_tracker_file_stale(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    run("track")
    target = repo / "TRACKER.md"
    written = target.read_bytes().replace(b"\n", b"\r\n")
    target.write_bytes(written)
    assert run("track", "--check")[0] == 0
    assert run("track")[1] == "TRACKER.md unchanged\n"
    assert target.read_bytes() == written


@pytest.mark.parametrize(
    ("config", "key"),
    [
        ("tracker_file: .git/TRACKER.md", "tracker_file"),
        ("tracker_file: sub/.GIT/config", "tracker_file"),
        ("tracker_file: inner/hooks/post-commit", "tracker_file"),
        ("tracking: {folder: .git/issues}", "tracking.folder"),
        ("tracker_file: out/TRACKER.md", "tracker_file"),
        ("tracking: {folder: out/issues}", "tracking.folder"),
        ("postmortems: ['out/*.yaml']", "postmortems"),
    ],
)
def test_a_configured_path_leads_neither_out_nor_into_git(
    config: str, key: str, run: Run, repo: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (repo / "out").symlink_to(tmp_path_factory.mktemp("outside"))
    (repo / "inner").symlink_to(".git")
    write(repo, ".pmaction.yml", f"{config}\n")
    code, _, err = run("track")
    assert code == 3
    assert f"`{key}` in the configuration" in err


def test_a_plan_says_that_apply_would_refuse_it(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    write(repo, ".pmaction.yml", "allow_creates: 1\n")
    code, out, err = run("plan", "--format", "json")
    assert (code, json.loads(out)["summary"]["create"]) == (0, 2)
    assert "`apply` would refuse this: it would open 2 issues at once" in err
    assert "would refuse" not in run("apply", "--dry-run", "--allow-creates", "2")[2]


def test_apply_counts_kinds_as_plan_does_and_outcomes_beside_them(run: Run, repo: Path) -> None:
    write(repo, PATH, GOOD)
    planned = json.loads(run("plan", "--format", "json")[1])["summary"]
    report = json.loads(run("apply", "--format", "json")[1])
    assert report["summary"] == planned == {"create": 2, "link": 1}
    assert report["outcomes"] == {"done": 3}


def test_utc_needs_no_time_zone_database(repo: Path) -> None:
    write(repo, PATH, GOOD)
    code = (
        "import sys; sys.modules['tzdata'] = None; from pmaction.cli import main;"
        "sys.exit(main(['validate']))"
    )

    def run_without() -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONTZPATH": "", "PMACTION_NOW": NOW}
        return subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )

    assert run_without().returncode == 0
    write(repo, ".pmaction.yml", "time_zone: UTC\n")
    assert run_without().returncode == 0
    write(repo, ".pmaction.yml", "time_zone: Europe/Berlin\n")
    done = run_without()
    assert done.returncode == 3
    assert "knows none but UTC" in done.stderr


def test_a_summary_that_cannot_be_written_hides_no_finding(
    run: Run, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(repo / "nowhere/summary.md"))
    write(repo, PATH, GOOD.replace("severity: P1", "severity: P7"))
    code, out, err = run("validate", "--format", "github")
    assert (code, out[:8]) == (1, "::error ")
    assert "summary cannot be written" in err


@pytest.mark.parametrize("named", [(), ("--config", ".pmaction.yml"), ("--config", "ops.yml")])
def test_a_configuration_that_is_a_link_out_of_the_repository_gives_nothing_away(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    named: tuple[str, ...],
) -> None:
    (tmp_path / "secret").write_text("password: hunter2\n")
    root = tmp_path / "root"
    (root / ".git").mkdir(parents=True)
    for name in (".pmaction.yml", "ops.yml"):
        (root / name).symlink_to(tmp_path / "secret")
    monkeypatch.chdir(root)
    assert main(["validate", *named]) == 3
    said = capsys.readouterr()
    assert "leads out of the repository" in said.err
    assert "hunter2" not in said.out + said.err


def test_a_file_named_like_a_workflow_command_begins_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".pmaction.yml").write_text('postmortems: ["**/*.yaml"]\n')
    (tmp_path / "::add-mask::e.yaml").write_text("id: [\n")
    monkeypatch.chdir(tmp_path)
    for command in ("validate", "plan", "apply", "remind"):
        main([command])
    said = capsys.readouterr()
    lines = (said.out + said.err).splitlines()
    assert any("add-mask" in line for line in lines)
    assert not [line for line in lines if line.lstrip().startswith("::")]


CONFIDENTIAL = """\
id: PM-2025-009
title: The classified merger
status: reviewd
confidential: true
severity: P1
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "--format", "github"),
        ("validate", "--format", "sarif"),
        ("validate", "--sarif-file", "out.sarif", "--format", "github"),
        ("plan",),
        ("apply",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    "text",
    [
        CONFIDENTIAL,
        CONFIDENTIAL.replace("confidential: true", '"confidential" : "classified"'),
        CONFIDENTIAL + "summary: [the classified merger\n",
        CONFIDENTIAL.replace("reviewd", "reviewed") + "notes: classified, see @classified\n",
    ],
    ids=["a wrong value", "an odd word", "no YAML", "a rule"],
)
def test_nothing_of_a_confidential_postmortem_is_quoted_where_others_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    text: str,
) -> None:
    (tmp_path / ".git").mkdir()
    target = tmp_path / "postmortems" / "2025" / "2025-12-14-x.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(text)
    summary, output = tmp_path / "summary", tmp_path / "output"
    for name, path in {"GITHUB_STEP_SUMMARY": summary, "GITHUB_OUTPUT": output}.items():
        monkeypatch.setenv(name, str(path))
    monkeypatch.chdir(tmp_path)
    main([*arguments, "--now", "2026-01-05T09:00:00Z"])
    said = capsys.readouterr()
    written = [path.read_text() for path in (summary, output, Path("out.sarif")) if path.is_file()]
    everything = "\n".join([said.out, said.err, *written])
    assert "2025-12-14-x.yaml" in everything or arguments[0] in ("plan", "apply")
    for word in ("classified", "reviewd", "merger"):
        assert word not in everything


def test_its_author_sees_what_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    target = tmp_path / "postmortems" / "2025" / "2025-12-14-x.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(CONFIDENTIAL)
    monkeypatch.chdir(tmp_path)
    assert main(["validate"]) == 1
    assert "`reviewd` is not a value of `status`" in capsys.readouterr().out
