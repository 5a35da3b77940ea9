"""`pmaction remind` where issues are files: what it says, what it hears, what it remembers."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pmaction.cli import main

FRIDAY_BEFORE = "2025-12-19"
MONDAY = "2025-12-22"  # the day after all is due
TUESDAY = "2025-12-23"
WEEK_LATER = "2025-12-29"
MARK = re.compile(r"<!-- pmaction:comment (\S+) -->")
PUBLISHING = "gates: {published_within: {P1: 2 days}}\n"


class Folder:
    """A folder of postmortems and of issues."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "postmortems").mkdir()

    def begin(self, owners: list[str], config: str = "", **fields: str) -> None:
        """One postmortem with an action item for each of these, in issues."""
        lines = [
            "id: PM-2025-001",
            "title: Mail was down",
            "status: reviewed",
            "severity: P1",
            "authors: ['@mona']",
            "times: {started: 2025-12-01T10:00:00Z, resolved: 2025-12-01T10:20:00Z}",
            "summary: {incident: Mail was down.}",
            "root_cause: {description: A queue was full.}",
            "action_items:",
        ]
        for number, owner in enumerate(owners, 1):
            lines += [
                f"  - id: A{number}",
                f"    title: Alert on queue {number}",
                "    priority: P1",
                *([f"    owner: '{owner}'"] if owner else []),
                "    due: 2025-12-21",
                *(f"    {name}: {value}" for name, value in fields.items()),
            ]
        (self.root / ".pmaction.yml").write_text(f"tracking: {{system: local}}\n{config}")
        (self.root / "postmortems/mail.yaml").write_text("\n".join(lines) + "\n")
        assert main(["apply", "--now", f"{FRIDAY_BEFORE}T09:00:00Z"]) in (0, 1)

    def remind(self, day: str) -> None:
        assert main(["remind", "--now", f"{day}T09:00:00Z"]) in (0, 1)

    def path(self, item: str = "A1") -> Path:
        return self.root / f"issues/PM-2025-001/PM-2025-001-{item}.md"

    def write(self, text: str, item: str = "A1") -> None:
        """A person writes a line at the end of an issue's file."""
        path = self.path(item)
        path.write_text(f"{path.read_text()}\n{text}\n")

    def marks(self, item: str = "A1") -> list[str]:
        return MARK.findall(self.path(item).read_text())

    def texts(self) -> list[str]:
        """All comments."""
        found = []
        for path in sorted((self.root / "issues").rglob("*.md")):
            _, *comments = path.read_text().split("## Comment <!-- ")
            found += [one.partition("\n\n")[2].partition("\n\n<!-- ")[0] for one in comments]
        return found

    def said(self) -> Counter[str]:
        """How often each step was said, by the first words of whom it was said to."""
        return Counter(one.split(":")[0] for one in self.texts())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


def conflicting(text: str) -> str:
    """What Git leaves of a file that two people changed."""
    conflict = "<<<<<<< HEAD\nstate: open\n=======\nstate: closed\n>>>>>>> other"
    return text.replace("state: open", conflict)


class TestWhatIsRemembered:
    @pytest.mark.parametrize("harm", ["damaged", "away"])
    def test_a_digest_is_not_said_again_where_its_file_is_of_no_use_for_a_day(
        self, folder: Folder, harm: str
    ) -> None:
        folder.begin(["@ana"] * 4)
        folder.remind(MONDAY)
        host = folder.path("A1")
        whole = host.read_text()
        if harm == "damaged":
            host.write_text(conflicting(whole))
        else:
            host.unlink()
        folder.remind(TUESDAY)
        host.write_text(whole)
        folder.remind("2025-12-24")
        (digest,) = folder.texts()
        assert digest.startswith("@ana: 4 things from postmortems wait for you.")

    def test_only_a_digest_has_to_be_remembered_beside_its_issue(self, folder: Folder) -> None:
        remembered = folder.root / "issues/reminders.md"
        folder.begin(["@ana"] * 4, "reminders: {after: [1, 7], digest_from: 5}\n")
        folder.remind(MONDAY)
        assert not remembered.exists()
        folder.begin(["@ana"] * 4, "reminders: {after: [1, 7], digest_from: 4}\n")
        folder.remind(WEEK_LATER)
        assert "PM-2025-001/A4@2025-12-21+7" in remembered.read_text()

    def test_where_its_notes_cannot_be_kept_a_digest_waits_and_says_why(
        self, folder: Folder, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder.begin(["@ana"] * 4)
        (folder.root / "issues/reminders.md").write_text("# Mine\n")
        assert main(["remind", "--now", f"{MONDAY}T09:00:00Z"]) == 4
        assert "Move it elsewhere, then run again." in capsys.readouterr().out
        assert folder.texts() == []


class TestWhoseWords:
    @pytest.mark.parametrize("line", ["/drop answers 404", "/snooze 2w works again in our bot"])
    def test_what_done_means_is_no_command(self, folder: Folder, line: str) -> None:
        folder.begin(["@ana"], done_when=f'"{line}\\nand so on"')
        for day in (MONDAY, TUESDAY, WEEK_LATER, "2026-01-05"):
            folder.remind(day)
        assert folder.said() == {"@ana": 3}

    @pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
    def test_a_command_below_our_comments_is_heard(self, folder: Folder, eol: bytes) -> None:
        folder.begin(["@ana"], done_when='"/drop answers 404\\nand so on"')
        folder.remind(MONDAY)
        path = folder.path()
        path.write_bytes(path.read_bytes().replace(b"\n", eol))
        folder.remind(TUESDAY)
        assert len(folder.marks()) == 1
        path.write_bytes(path.read_bytes() + eol + b"/snooze 2w waits for the vendor" + eol)
        folder.remind("2025-12-24")
        (_, answer) = folder.marks()
        assert answer.endswith(":PM-2025-001/A1@2026-01-07")
        folder.remind(WEEK_LATER)
        assert len(folder.marks()) == 2

    def test_a_command_below_a_comment_of_former_days_is_heard(self, folder: Folder) -> None:
        folder.begin(["@ana"])
        folder.remind(MONDAY)
        path = folder.path()
        path.write_text(path.read_text().replace("\n<!-- pmaction:comment-end -->\n", ""))
        folder.write("/snooze 2w")
        folder.remind(TUESDAY)
        assert folder.marks()[1].endswith("@2026-01-06")


class TestWhenASnoozeBegins:
    CONFIG = "reminders: {before: [], after: [1, 30]}\n"

    def test_it_counts_from_the_first_run_after_it_was_written(self, folder: Folder) -> None:
        folder.begin(["@ana"], self.CONFIG)
        folder.remind(MONDAY)
        folder.write("/snooze 3d back on Friday")
        folder.remind(TUESDAY)
        assert "Quiet until **2025-12-26**" in folder.texts()[1]
        folder.remind("2026-01-20")
        assert folder.said()["@ana"] == 2

    def test_what_cannot_be_done_is_answered_at_once_and_once(self, folder: Folder) -> None:
        folder.begin(["@ana"], self.CONFIG)
        folder.write("/drop it")
        folder.remind(FRIDAY_BEFORE)
        folder.remind(MONDAY)
        folder.remind(TUESDAY)
        answer, reminder = folder.texts()
        assert answer.startswith("Nothing is done by `/drop`")
        assert reminder.startswith("@ana: ")

    def test_a_dry_run_shows_the_answer_and_writes_none(
        self, folder: Folder, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder.begin(["@ana"], self.CONFIG)
        folder.write("/snooze 2w")
        before = folder.path().read_text()
        assert main(["remind", "--dry-run", "--now", f"{FRIDAY_BEFORE}T09:00:00Z"]) == 0
        assert "/snooze: granted until 2026-01-02" in capsys.readouterr().out
        assert folder.path().read_text() == before


class TestHowToAct:
    def test_a_reminder_says_what_to_write_into_its_file(self, folder: Folder) -> None:
        folder.begin(["@ana"])
        folder.remind(MONDAY)
        (reminder,) = folder.texts()
        assert (
            "Done? Write `state: closed` and the day as `closed_on` at the top of this file"
            in reminder
        )
        assert "write `/snooze 2w`, and why, as the last line of this file." in reminder
        assert "omment" not in reminder
        folder.write("/snooze 2w")
        folder.remind(TUESDAY)
        assert "before: write `/snooze 0d` as the last line of this file." in folder.texts()[1]

    def test_a_digest_links_to_the_files_of_its_issues(self, folder: Folder) -> None:
        folder.begin(["@ana"] * 4)
        folder.remind(MONDAY)
        (digest,) = folder.texts()
        links = re.findall(r"\| \[issue\]\((\S+)\) `PM-2025-001/A\d`", digest)
        here = folder.path("A1").parent
        assert [(here / link).resolve().name[-5:-3] for link in links] == ["A1", "A2", "A3", "A4"]
        assert all((here / link).exists() for link in links)
        assert "Done? Write `state: closed` and the day as `closed_on` at the top of its" in digest
        assert "write `/snooze 2w`, and why, as the last line of its issue's file." in digest

    def test_whoever_is_asked_for_an_owner_is_told_where_to_write_one(self, folder: Folder) -> None:
        folder.begin([""], "policy: {owner_within: 2 days}\nreminders: {digest_from: 0}\n")
        folder.remind(MONDAY)
        asked = next(one for one in folder.texts() if "wner of this action item was due" in one)
        assert "name somebody under `assignees` at the top of this file, or" in asked
