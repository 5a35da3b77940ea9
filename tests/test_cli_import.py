"""`pmaction import` as people meet it: files, folders, stdout, what is said, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pmaction.cli import main
from pmaction.reading import read_postmortem

NOW = "2025-12-22T09:00:00Z"
Run = Callable[..., tuple[int, str, str]]
MAIL = """# Mail was down

**Date:** 2024-03-01

## Timeline (UTC)

- 10:05 Mail is down
- 10:09 Mail is up

## Odd remarks

The moon was full.

## Action items

- [ ] Add an alert (@ana)
"""
PATH = "postmortems/2024/2024-03-01-mail-was-down.yaml"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    monkeypatch.delenv("PMACTION_NOW", raising=False)
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    return root


@pytest.fixture
def run(repo: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--now", NOW])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return running


def write(name: str, text: str | bytes) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def test_a_document_becomes_a_draft_where_new_puts_one(run: Run) -> None:
    code, out, err = run("import", write("old/mail.md", MAIL))
    assert (code, out) == (0, f"{PATH}\n")
    file = read_postmortem(PATH, Path(PATH).read_bytes())
    assert file.findings == ()
    assert file.postmortem is not None
    assert file.postmortem.id == "PM-2024-001"
    assert file.postmortem.status == "draft"
    assert [item.owner for item in file.postmortem.action_items] == ["@ana"]
    assert Path(PATH).read_text().startswith("# Imported from old/mail.md: compare it")
    assert run("validate")[0] == 0
    # 9 lines have words; those of a section that nobody knows are in the notes.
    assert err == (
        "PM-2024-001 old/mail.md: 1 action item, 2 timeline entries, 77 % of 9 lines placed\n"
        "  in `notes`, with lines: Odd remarks (2)\n"
        "\nImported 1 draft. Compare each with its source before its review.\n"
    )


def test_each_document_takes_the_next_id_of_its_year(run: Run) -> None:
    write("postmortems/2024/2024-01-01-a.yaml", "id: INC-2024-0007\ntitle: a\nstatus: draft\n")
    one, two = write("a.md", MAIL), write("b.md", MAIL.replace("Mail was", "Search was"))
    three = write("c.md", MAIL.replace("2024", "2023").replace("Mail", "Chat"))
    code, out, _ = run("import", one, two, three)
    assert code == 0
    ids = [Path(path).read_text().split("id: ")[1].split("\n")[0] for path in out.split()]
    assert ids == ["INC-2024-0008", "INC-2024-0009", "INC-2023-0001"]


def test_the_documents_own_id_is_kept_while_it_is_free(run: Run) -> None:
    text = MAIL.replace("**Date", "**ID:** PM-2024-042\n**Date")
    assert run("import", write("a.md", text), write("b.md", text.replace("Mail was", "x")))[0] == 0
    ids = {path.read_text().split("id: ")[1].split("\n")[0] for path in Path().rglob("*.yaml")}
    assert ids == {"PM-2024-042", "PM-2024-043"}


def test_a_file_that_is_there_is_never_overwritten(run: Run) -> None:
    write(PATH, "mine: true\n")
    code, out, err = run("import", write("mail.md", MAIL))
    assert (code, out) == (1, "")
    assert f"left out: mail.md: {PATH} is there already and was left as it is" in err
    assert Path(PATH).read_text() == "mine: true\n"


def test_two_documents_of_one_name_get_two_files(run: Run) -> None:
    _, out, _ = run("import", write("a.md", MAIL), write("b.md", MAIL))
    assert out.split() == [PATH, PATH.replace(".yaml", "-2.yaml")]


def test_stdout_gets_the_one_document_and_no_file_is_written(run: Run) -> None:
    code, out, err = run("import", write("mail.md", MAIL), "--output", "-")
    assert code == 0
    assert read_postmortem("", out.encode()).findings == ()
    assert "PM-2024-001 mail.md" in err
    assert list(Path().rglob("*.yaml")) == []
    code, out, err = run("import", "mail.md", write("b.md", MAIL), "--output", "-")
    assert (code, out) == (2, "")
    assert "only one document fits on stdout" in err


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("out", "out/2024/2024-03-01-mail-was-down.yaml"),
        ("out/2024", "out/2024/2024-03-01-mail-was-down.yaml"),
    ],
)
def test_a_folder_can_be_named_for_the_documents(run: Run, folder: str, path: str) -> None:
    code, out, _ = run("import", write("mail.md", MAIL), "--output", folder)
    assert (code, out) == (0, f"{path}\n")
    assert Path(path).is_file()


def test_a_folder_outside_the_repository_may_be_named(run: Run, tmp_path: Path) -> None:
    code, _, _ = run("import", write("mail.md", MAIL), "--output", str(tmp_path / "elsewhere"))
    assert code == 0
    assert (tmp_path / "elsewhere/2024/2024-03-01-mail-was-down.yaml").is_file()


def test_files_that_cannot_be_read_are_told_and_the_others_go_on(run: Run) -> None:
    code, out, err = run(
        "import", write("a.md", b"\x89PNG\0"), write("b.md", b"# \xff\n"), write("c.md", MAIL)
    )
    assert (code, out) == (1, f"{PATH}\n")
    assert "left out: a.md: it is a binary file, not Markdown\n" in err
    assert "left out: b.md: it is not UTF-8 text: line 1 has bytes of another encoding\n" in err


def test_quiet_keeps_to_paths_and_problems(run: Run) -> None:
    code, out, err = run("import", write("a.md", MAIL), write("b.md", b""), "--quiet")
    assert (code, out) == (1, f"{PATH}\n")
    assert err == "left out: b.md: it is empty\n  Name a file with a postmortem in it.\n"


def test_a_document_without_any_day_is_filed_under_today_and_says_so(run: Run) -> None:
    _, out, err = run("import", write("mail.md", MAIL.replace("**Date:** 2024-03-01", "")))
    assert out == "postmortems/2025/2025-12-22-mail-was-down.yaml\n"
    assert "check: no day of the incident was found: the file is named after today" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument"),
        (("gone.md",), "gone.md does not exist"),
        (("old",), "old is a folder"),
        (("old/mail.md", "--time-zone", "Moon/Crater"), "`Moon/Crater` is not the name"),
        (("old/mail.md", "--output", "old/mail.md"), "old/mail.md is not a folder"),
    ],
)
def test_what_cannot_be_followed_changes_nothing(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    write("old/mail.md", MAIL)
    code, out, err = run("import", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert list(Path().rglob("*.yaml")) == []


def test_a_time_zone_makes_bare_times_exact(run: Run) -> None:
    write("mail.md", MAIL.replace(" (UTC)", ""))
    _, out, err = run("import", "mail.md", "--output", "-")
    assert 'event: "10:05: Mail is down"' in out
    assert "2 times name no zone" in err
    _, out, err = run("import", "mail.md", "--output", "-", "--time-zone", "Europe/Berlin")
    assert "at: 2024-03-01T10:05+01:00" in out
    assert "name no zone" not in err


def test_the_outcome_is_told_to_machines(run: Run) -> None:
    code, out, _ = run("import", write("a.md", MAIL), write("b.md", b""), "--format", "json")
    assert code == 1
    assert json.loads(out) == {
        "version": 1,
        "files": [
            {
                "source": "a.md",
                "id": "PM-2024-001",
                "path": PATH,
                "lines": 9,
                "lines_placed": 7,
                "action_items": 1,
                "timeline_entries": 2,
                "in_notes": [{"heading": "Odd remarks", "lines": 2}],
                "check": [],
            },
            {
                "source": "b.md",
                "problem": "it is empty",
                "hint": "Name a file with a postmortem in it.",
            },
        ],
        "summary": {"imported": 1, "left_out": 1},
    }


def test_the_editor_is_told_of_the_schema_where_the_repository_has_it(run: Run) -> None:
    run("init")
    _, out, _ = run("import", write("mail.md", MAIL))
    first = Path(out.strip()).read_text().split("\n")[0]
    assert first == ("# yaml-language-server: $schema=../../.pmaction/postmortem.v1.schema.json")


def test_aliases_and_the_repository_come_from_configuration_and_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(".pmaction.yml", "severity_aliases:\n  SEV2: P1\n")
    monkeypatch.setenv("GITHUB_REPOSITORY", "example-org/mail")
    text = MAIL.replace("(@ana)", "https://github.com/example-org/mail/issues/31")
    write("mail.md", text.replace("**Date", "**Severity:** SEV2\n**Date"))
    _, out, _ = run("import", "mail.md", "--output", "-")
    assert "severity: SEV2\n" in out
    assert "    issue: 31\n" in out


def test_names_with_control_characters_reach_no_terminal(run: Run) -> None:
    code, _, err = run("import", write("a\x1b[31m.md", MAIL.replace("Odd", "O\x1bdd")))
    assert code == 0
    assert "\x1b" not in err


def test_a_day_that_has_not_come_is_no_start(run: Run) -> None:
    told = "On {} at 10:02 UTC, mail was down.\n"
    _, out, _ = run(
        "import", write("a.md", f"# Mail\n\n{told.format('2025-03-01')}"), "--output", "-"
    )
    assert "started: 2025-03-01" in out
    _, out, _ = run(
        "import", write("b.md", f"# Mail\n\n{told.format('2031-03-01')}"), "--output", "-"
    )
    assert "started" not in out
    assert "On 2031-03-01 at 10:02 UTC" in out
