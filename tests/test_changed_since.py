"""A pull request answers for the files it touches and for what it causes in others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from checkouts import git

from pmaction.cli import main
from pmaction.comparison import Comparison
from pmaction.findings import Finding, Severity

NOW = "2025-12-22T09:00:00Z"
MAIL, SEARCH = "postmortems/2025/2025-12-01-mail.yaml", "postmortems/2025/2025-12-02-search.yaml"
OLD_SIN = "due: 2024-12-24"  # before the incident: an error
Validate = Callable[..., tuple[int, list[str], str]]


def text(postmortem_id: str, day: str, more: str = "") -> str:
    return (
        f"id: {postmortem_id}\ntitle: A service was down\nstatus: reviewed\nseverity: P2\n"
        f"services: [mail]\nsummary: {{incident: Nobody could work for an hour.}}\n"
        f"times: {{started: {day}}}\n{more}"
        "action_items:\n"
        '  - {id: A1, title: Alert at 80 % of the quota, priority: P2, owner: "@alice"}\n'
        '  - {id: A2, title: Raise the quota to 90 GB, priority: P2, owner: "@alice"}\n'
    )


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository on a branch that has just left `main`, where one file has an old sin."""
    for name in ("GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "PMACTION_NOW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    write(tmp_path, MAIL, text("PM-2025-001", "2025-12-01"))
    sinful = text("PM-2025-002", "2025-12-02").replace("id: A2, ", f"id: A2, {OLD_SIN}, ")
    write(tmp_path, SEARCH, sinful)
    save(tmp_path)
    git(tmp_path, "checkout", "--quiet", "-b", "change")
    return tmp_path


@pytest.fixture
def validate(repo: Path, capsys: pytest.CaptureFixture[str]) -> Validate:
    """Run validate, and give its exit code, `path rule` of each finding, and what it said."""

    def run(*arguments: str) -> tuple[int, list[str], str]:
        code = main(["validate", *arguments, "--format", "json", "--now", NOW])
        said = capsys.readouterr()
        found = json.loads(said.out)["findings"] if said.out else []
        return code, [f"{Path(one['path']).stem[11:]} {one['rule']}" for one in found], said.err

    return run


def write(repo: Path, path: str, content: str) -> None:
    (repo / path).parent.mkdir(parents=True, exist_ok=True)
    (repo / path).write_text(content)


def change(repo: Path, path: str, before: str, after: str) -> None:
    content = (repo / path).read_text()
    assert before in content
    write(repo, path, content.replace(before, after))


def save(repo: Path) -> None:
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--message", "x")


class TestChangedSince:
    def test_without_a_base_everything_counts(self, validate: Validate) -> None:
        assert validate()[:2] == (1, ["search due-before-incident"])

    def test_an_old_finding_in_a_file_that_did_not_change_is_left_out(
        self, validate: Validate
    ) -> None:
        code, found, said = validate("--changed-since", "main")
        assert (code, found) == (0, [])
        assert said == (
            "1 finding that the base has too, in files that did not change, left out.\n"
        )

    def test_an_old_finding_in_a_changed_file_counts(self, validate: Validate, repo: Path) -> None:
        change(repo, SEARCH, "title: A service", "title: The service")
        assert validate("--changed-since", "main")[:2] == (1, ["search due-before-incident"])

    def test_what_is_not_committed_yet_counts(self, validate: Validate, repo: Path) -> None:
        new = "postmortems/2025/2025-12-03-new.yaml"
        write(repo, new, text("PM-2025-003", "2025-12-03", "recurrence_of: PM-2025-009\n"))
        assert validate("--changed-since", "main")[:2] == (1, ["new unknown-reference"])

    def test_what_the_change_causes_in_other_files_counts(
        self, validate: Validate, repo: Path
    ) -> None:
        change(repo, MAIL, "services:", "recurrence_of: PM-2025-002\nservices:")
        save(repo)
        git(repo, "branch", "--force", "main")
        git(repo, "rm", "--quiet", SEARCH)
        save(repo)
        assert "mail unknown-reference" in validate("--changed-since", "main")[1]

    def test_a_copied_id_is_one_mistake_of_the_new_file(
        self, validate: Validate, repo: Path
    ) -> None:
        new = "postmortems/2025/2025-12-03-new.yaml"
        write(repo, new, text("PM-2025-001", "2025-12-03"))
        save(repo)
        code, found, _ = validate("--changed-since", "main")
        assert code == 1
        assert found == ["new duplicate-postmortem-id"]

    def test_a_copy_of_an_id_is_told_in_the_new_file_whatever_it_is_called(
        self, validate: Validate, repo: Path
    ) -> None:
        write(repo, "postmortems/2025/2025-11-03-new.yaml", text("PM-2025-001", "2025-11-03"))
        save(repo)
        assert validate("--changed-since", "main")[1] == ["new duplicate-postmortem-id"]

    def test_of_two_files_that_had_one_id_before_the_first_is_the_original(
        self, validate: Validate, repo: Path
    ) -> None:
        copy = "postmortems/2025/2025-12-05-copy.yaml"
        write(repo, copy, text("PM-2025-001", "2025-12-05"))
        save(repo)
        git(repo, "branch", "--force", "main")
        change(repo, copy, "title: A", "title: The")
        assert validate("--changed-since", "main")[1] == ["copy duplicate-postmortem-id"]

    def test_of_two_files_with_one_id_the_one_that_was_named_is_the_copy(
        self, validate: Validate, repo: Path
    ) -> None:
        copy = "postmortems/2025/2025-11-03-new.yaml"
        write(repo, copy, text("PM-2025-001", "2025-11-03"))
        assert validate(copy)[1] == ["new duplicate-postmortem-id"]
        assert validate(MAIL)[1] == ["mail duplicate-postmortem-id"]
        assert "new duplicate-postmortem-id" not in validate()[1]

    def test_what_only_moves_is_as_old_as_before(self, validate: Validate, repo: Path) -> None:
        git(repo, "mv", MAIL, "postmortems/2025/2025-12-01-post.yaml")
        save(repo)
        assert validate("--changed-since", "main")[:2] == (0, [])

    def test_commits_of_the_base_after_the_branch_left_it_are_not_compared(
        self, validate: Validate, repo: Path
    ) -> None:
        git(repo, "checkout", "--quiet", "main")
        write(repo, "postmortems/2025/2025-12-04-late.yaml", text("PM-2025-004", "2025-12-04"))
        save(repo)
        git(repo, "checkout", "--quiet", "change")
        assert validate("--changed-since", "main")[:2] == (0, [])

    def test_a_stricter_configuration_answers_for_what_it_finds(
        self, validate: Validate, repo: Path
    ) -> None:
        change(repo, SEARCH, OLD_SIN, "due: 2025-12-24")
        save(repo)
        git(repo, "branch", "--force", "main")
        write(repo, ".pmaction.yml", "rules: {underivable-times: {severity: error, from: draft}}\n")
        code, found, _ = validate("--changed-since", "main")
        assert (code, found) == (1, ["mail underivable-times", "search underivable-times"])

    def test_files_in_a_folder_of_the_repository_are_compared_too(
        self, validate: Validate, repo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inner = repo / "team"
        write(repo, f"team/{MAIL}", text("PM-2025-011", "2025-12-01"))
        write(repo, "team/.pmaction.yml", "")
        save(repo)
        git(repo, "branch", "--force", "main")
        monkeypatch.chdir(inner)
        change(inner, MAIL, "id: A2", "id: A3")
        assert validate("--changed-since", "main")[:2] == (1, ["mail item-removed"])

    def test_an_unknown_name_is_a_usage_error(self, validate: Validate) -> None:
        code, _, said = validate("--changed-since", "mian")
        assert code == 2
        assert "Git knows no branch, tag or commit `mian` here" in said

    def test_a_name_is_never_taken_for_an_option(self, validate: Validate) -> None:
        assert validate("--changed-since=--exec=x")[0] == 2

    def test_histories_that_never_met_are_a_usage_error(
        self, validate: Validate, repo: Path
    ) -> None:
        git(repo, "checkout", "--quiet", "--orphan", "alone")
        change(repo, MAIL, "A service", "The service")
        save(repo)
        code, _, said = validate("--changed-since", "main")
        assert code == 2
        assert "share no commit here" in said
        assert "git fetch --unshallow" in said


class TestChangedConfiguration:
    SAID = (
        "The configuration, .pmaction.yml, changes here too. It decides what is checked: look at "
        "`rules` and `postmortems` in it."
    )

    def test_it_is_said_since_it_decides_what_is_checked(
        self, validate: Validate, repo: Path
    ) -> None:
        write(repo, ".pmaction.yml", "rules: {item-removed: off}\n")
        change(repo, MAIL, "id: A2", "id: A3")
        save(repo)
        code, found, said = validate("--changed-since", "main")
        assert (code, found) == (0, [])
        assert self.SAID in said.splitlines()

    def test_one_that_stays_is_not_spoken_of(self, validate: Validate, repo: Path) -> None:
        write(repo, ".pmaction.yml", "rules: {item-removed: off}\n")
        save(repo)
        git(repo, "branch", "--force", "main")
        change(repo, MAIL, "id: A2", "id: A3")
        assert "configuration" not in validate("--changed-since", "main")[2]

    def test_in_a_workflow_it_is_a_notice_and_stands_in_the_summary(
        self, repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        summary = repo.parent / f"{repo.name}-summary.md"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        write(repo, ".pmaction.yml", "tracker_file: T.md\n")
        assert main(["validate", "--changed-since", "main", "--format", "github"]) == 0
        assert f"::notice title=pmaction::{self.SAID}" in capsys.readouterr().out.splitlines()
        assert self.SAID in summary.read_text().splitlines()


class TestRemovedItems:
    def test_a_removed_item_is_told(self, validate: Validate, repo: Path) -> None:
        change(repo, MAIL, "id: A2", "id: A3")
        save(repo)
        assert validate("--changed-since", "main")[:2] == (1, ["mail item-removed"])

    def test_a_due_date_that_was_put_off_in_place_is_told(
        self, validate: Validate, repo: Path
    ) -> None:
        change(repo, MAIL, "id: A2, ", "id: A2, due: 2026-06-01, ")
        assert validate("--changed-since", "main")[:2] == (0, ["mail due-date-moved"])
        git(repo, "checkout", "--quiet", "-B", "main")
        save(repo)
        assert validate("--changed-since", "main")[:2] == (0, [])

    def test_a_deleted_file_is_told(self, validate: Validate, repo: Path) -> None:
        git(repo, "rm", "--quiet", MAIL)
        assert validate("--changed-since", "main")[:2] == (1, ["mail item-removed"])

    def test_the_rule_can_be_turned_off(self, validate: Validate, repo: Path) -> None:
        git(repo, "rm", "--quiet", MAIL)
        write(repo, ".pmaction.yml", "rules: {item-removed: off}\n")
        assert validate("--changed-since", "main")[:2] == (0, [])

    def test_a_deleted_file_is_shown_in_every_form(self, repo: Path) -> None:
        git(repo, "rm", "--quiet", MAIL)
        for form in ("text", "github", "json", "sarif"):
            line = ["validate", "--changed-since", "main", "--format", form, "--now", NOW]
            assert main(line) == 1


class TestPullRequests:
    """The base goes without saying where a workflow runs for a pull request."""

    def event(self, monkeypatch: pytest.MonkeyPatch, repo: Path, name: str, payload: str) -> None:
        (repo.parent / f"{repo.name}.json").write_text(payload)
        monkeypatch.setenv("GITHUB_EVENT_NAME", name)
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(repo.parent / f"{repo.name}.json"))

    def merged(self, repo: Path) -> None:
        """Check out what GitHub does: the merge of the base branch and the pull request."""
        change(repo, MAIL, "id: A2", "id: A3")
        save(repo)
        git(repo, "checkout", "--quiet", "main")
        git(repo, "merge", "--quiet", "--no-ff", "--message", "Merge", "change")

    def test_the_first_parent_of_the_merge_is_the_base(
        self, validate: Validate, repo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.merged(repo)
        self.event(monkeypatch, repo, "pull_request", "{}")
        assert validate()[:2] == (1, ["mail item-removed"])

    def test_a_shallow_checkout_of_depth_two_is_enough(
        self, validate: Validate, repo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.merged(repo)
        shallow = repo.parent / f"{repo.name}-shallow"
        git(repo, "clone", "--quiet", "--depth", "2", f"file://{repo}", str(shallow))
        monkeypatch.chdir(shallow)
        self.event(monkeypatch, repo, "pull_request", "{}")
        assert validate()[:2] == (1, ["mail item-removed"])

    def test_of_a_branch_itself_the_event_names_the_base(
        self, validate: Validate, repo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        base = git(repo, "rev-parse", "main")
        change(repo, MAIL, "id: A2", "id: A3")
        save(repo)
        payload = json.dumps({"pull_request": {"base": {"sha": base}}})
        self.event(monkeypatch, repo, "pull_request", payload)
        assert validate()[:2] == (1, ["mail item-removed"])

    def test_a_branch_that_the_base_was_merged_into_has_the_base_of_the_event(
        self, validate: Validate, repo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change(repo, MAIL, "id: A2", "id: A3")
        save(repo)
        git(repo, "checkout", "--quiet", "main")
        write(repo, "README.md", "newer\n")
        save(repo)
        base = git(repo, "rev-parse", "HEAD")
        git(repo, "checkout", "--quiet", "change")
        git(repo, "merge", "--quiet", "--no-ff", "--message", "Merge main into change", "main")
        head = git(repo, "rev-parse", "HEAD")
        payload = json.dumps({"pull_request": {"base": {"sha": base}, "head": {"sha": head}}})
        self.event(monkeypatch, repo, "pull_request", payload)
        assert validate()[:2] == (1, ["mail item-removed"])

    def test_a_merge_queue_names_its_base(
        self, validate: Validate, repo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        base = git(repo, "rev-parse", "main")
        self.merged(repo)
        payload = json.dumps({"merge_group": {"base_sha": base}})
        self.event(monkeypatch, repo, "merge_group", payload)
        assert validate()[:2] == (1, ["mail item-removed"])

    @pytest.mark.parametrize(
        "payload", ["", "{", "[]", '{"pull_request": 3}', '{"pull_request": {"base": {"sha": 1}}}']
    )
    def test_an_unknown_base_is_said_plainly_and_everything_counts(
        self, validate: Validate, repo: Path, monkeypatch: pytest.MonkeyPatch, payload: str
    ) -> None:
        self.event(monkeypatch, repo, "pull_request", payload)
        code, found, said = validate()
        assert (code, found) == (1, ["search due-before-incident"])
        assert said.startswith("The base of this pull request is not known here: ")
        assert "`fetch-depth: 2`" in said

    def test_other_events_have_no_base(
        self, validate: Validate, repo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.merged(repo)
        self.event(monkeypatch, repo, "push", "{}")
        assert validate()[1:] == (["search due-before-incident"], "")


class TestOrder:
    @pytest.mark.parametrize("form", ["text", "github", "json"])
    def test_findings_on_changed_lines_come_first(
        self, form: str, repo: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        change(repo, SEARCH, "id: A1, ", f"id: A1, {OLD_SIN}, ")
        save(repo)
        git(repo, "branch", "--force", "main")
        change(repo, SEARCH, "Raise the quota", "Lift the quota")
        main(["validate", "--changed-since", "main", "--format", form, "--now", NOW])
        told = [line for line in capsys.readouterr().out.splitlines() if "is due 2024" in line]
        assert ["A2 is due" in line for line in told] == [True, False]

    def test_within_a_long_text_the_lines_of_the_words_count(
        self, repo: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        long = "notes: |\n  Here a careless engineer left.\n  Then a careless engineer came.\n"
        write(repo, MAIL, (repo / MAIL).read_text() + long)
        save(repo)
        git(repo, "branch", "--force", "main")
        change(repo, MAIL, "  Then a", "  At last a")
        main(["validate", "--changed-since", "main", "--format", "json", "--now", NOW])
        found = json.loads(capsys.readouterr().out)["findings"]
        last = (repo / MAIL).read_text().count("\n")
        assert [one["line"] for one in found] == [last, last - 1]


def finding(path: str, line: int, rule: str = "r") -> Finding:
    return Finding(path, line, 1, rule, Severity.ERROR, "m", "h", "")


def test_a_finding_that_only_moved_is_not_new() -> None:
    comparison = Comparison(frozenset({"b"}), {}, (finding("a", 3), finding("b", 3)))
    ours, others = comparison.split([finding("a", 9), finding("a", 3, "s"), finding("b", 3)])
    assert [(one.path, one.rule) for one in ours] == [("a", "s"), ("b", "r")]
    assert others == (finding("a", 9),)


def test_a_line_is_changed_if_the_base_does_not_have_it() -> None:
    comparison = Comparison(frozenset({"a", "new"}), {"a": "x\ny\n"}, ())
    found = [finding("a", 1), finding("a", 2), finding("new", 1), finding("b", 1), finding("a", 9)]
    texts = {"a": "y\nz", "new": "x", "b": "z"}
    assert comparison.on_changed_lines(found, texts) == {found[1], found[2]}
