"""`pmaction doctor` against GitHub's stand-in: every right, setting and schedule it speaks of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit
from standin import Assignable, Reply, Request, Run, StandIn, Workflow
from test_readme_github import section

from pmaction.cli import main
from pmaction.doctor.rights import NEEDED

ACTION = "acme/pmaction@" + "0123456789" * 4
SCHEDULE = ".github/workflows/pmaction-schedule.yml"
ALL = {"contents": "write", "issues": "write", "pull_requests": "write", "actions": "read"}
ADMINISTRATOR = {**ALL, "administration": "read"}
RULESET = 7
WELL = """\
ok       repository                 acme/site is public; its default branch is main
ok       quota                      1,000 of 1,000 requests are left until 10:00 (UTC)
ok       validate                   this token has `contents: read`
ok       plan                       this token has `contents: read` and `issues: read`
ok       comment, before the merge  this token has `contents: read`, `issues: read` and \
`pull-requests: write`
ok       comment, after the merge   this token has `contents: read`, `issues: write` and \
`pull-requests: write`
ok       apply                      this token has `contents: read`, `issues: write` and \
`pull-requests: read`
ok       remind                     this token has `contents: read` and `issues: write`
ok       track                      this token has `contents: write` and `issues: read`
ok       report                     this token has `contents: read` and `issues: read`
ok       jobs                       5 jobs in 3 workflows have the rights that their commands take
ok       labels                     `P1`, `needs-owner` and `pmaction` are not there yet: `apply` \
makes them when needed
ok       owners                     1 owner can be assigned
ok       tracker                    no rule keeps the commit of TRACKER.md from main
ok       pull requests              Actions may not open pull requests, and need not
ok       schedule                   .github/workflows/pmaction-schedule.yml ran on 2025-12-19 and \
succeeded

16 checks: 16 ok
"""


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


class Visit:
    """A checkout with the three workflows, whose schedule ran on Friday; it is Monday."""

    def __init__(
        self,
        github: StandIn,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.github, self.capsys, self.monkeypatch = github, capsys, monkeypatch
        self.folder = check_out(github, folder, monkeypatch, **ALL)
        assert main(["init", "--action", ACTION]) == 0
        commit(self.folder, "Set pmaction up")
        made = datetime(2025, 11, 3, tzinfo=UTC)
        self.workflow = Workflow(1, "Postmortems (schedule)", SCHEDULE, made)
        self.workflow.runs.append(
            Run(41, "schedule", datetime(2025, 12, 19, 6, 20, tzinfo=UTC), "")
        )
        github.repository.workflows.append(self.workflow)
        capsys.readouterr()

    def token(self, **rights: str) -> None:
        token = self.github.token("another", **rights)
        self.monkeypatch.setenv("GITHUB_TOKEN", token.value)

    def run(self, *arguments: str) -> tuple[int, str]:
        code = main(["doctor", "--now", NOW, *arguments])
        return code, self.capsys.readouterr().out

    def checks(self) -> dict[str, dict[str, str]]:
        """The checks by what they are about; of several about one thing, the last."""
        return {
            check["about"]: check for check in json.loads(self.run("--format", "json")[1])["checks"]
        }

    def said(self, about: str) -> tuple[str, str, str]:
        check = self.checks()[about]
        return check["verdict"], check["message"], check["hint"]


@pytest.fixture
def visit(
    github: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Visit:
    return Visit(github, tmp_path, monkeypatch, capsys)


def test_where_all_is_well_a_line_each_says_so(visit: Visit) -> None:
    visit.token(**ADMINISTRATOR)
    assert visit.run() == (0, WELL)


@pytest.mark.parametrize("rights", [ADMINISTRATOR, ALL, {"contents": "read"}, {}])
def test_nothing_is_written_whatever_the_token_may_do(visit: Visit, rights: dict[str, str]) -> None:
    visit.github.repository.actions_may_open_pulls = True
    visit.token(**rights)
    writes = visit.github.platform.writes
    refs = visit.github.repository.git.text("for-each-ref")
    visit.run()
    assert visit.github.platform.writes == writes
    assert visit.github.repository.git.text("for-each-ref") == refs
    assert visit.github.repository.labels == {}
    assert visit.github.repository.issues == {}


def test_the_rights_are_those_of_the_table_in_the_readme() -> None:
    rows = {}
    for line in section("What each command may do").splitlines():
        if line.startswith("| `"):
            command, *levels = [cell.strip() for cell in line.strip("|").split("|")]
            names = ("contents", "issues", "pull-requests")
            rights = {name: level for name, level in zip(names, levels, strict=True) if level}
            rows[command.replace("`", "")] = rights
    assert rows == NEEDED


@pytest.mark.parametrize("command", NEEDED)
def test_of_each_command_it_is_said_which_right_the_token_lacks(visit: Visit, command: str) -> None:
    for name in (
        SCHEDULE,
        *(f".github/workflows/pmaction-{n}.yml" for n in ("merge", "pull-request")),
    ):
        (visit.folder / name).unlink()
    needed = {name.replace("-", "_"): level for name, level in NEEDED[command].items()}
    visit.token(**needed)
    assert visit.said(command)[0] == "ok"
    for name, level in needed.items():
        less = {"write": "read", "read": "none"}[level]
        visit.token(**{**needed, name: less})
        lacking = f"`{name.replace('_', '-')}: {level}`"
        assert visit.said(command) == (
            "error",
            f"this token lacks {lacking}",
            f"Give the token {lacking}; in a workflow, under `permissions:` of the job.",
        )
        assert visit.run()[0] == 1


def test_who_may_open_issues_but_not_label_them_lacks_the_right(visit: Visit) -> None:
    # As a person's token in a public repository that is not theirs.
    def before(request: Request) -> Reply | None:
        is_label = request.method == "POST" and request.path.endswith("/labels")
        return Reply(404, {"message": "Not Found"}) if is_label else None

    visit.github.hook(before=before)
    assert visit.said("remind")[1] == "this token lacks `issues: write`"


def test_what_nobody_can_say_is_unknown_and_fails_nothing(visit: Visit) -> None:
    def before(request: Request) -> Reply | None:
        return Reply(500, {"message": "?"}) if request.path.endswith("/git/refs") else None

    visit.github.hook(before=before)
    assert visit.said("track")[:2] == (
        "unknown",
        "it cannot be seen whether this token has `contents: write`",
    )
    assert visit.said("validate")[0] == "ok"
    assert visit.run()[0] == 0


def test_what_a_job_may_do_with_its_own_token_is_no_error(visit: Visit) -> None:
    visit.token(contents="read", issues="read")
    code, output = visit.run()
    assert code == 0
    assert (
        "warning  track                      this token lacks `contents: write`\n"
        "                                    hint: The job `track` in "
        ".github/workflows/pmaction-schedule.yml may do this. To do it from here, give the token "
        "what it lacks.\n"
    ) in output


def test_a_job_that_lacks_a_right_is_named_with_its_file(visit: Visit) -> None:
    file = visit.folder / ".github/workflows/pmaction-merge.yml"
    file.write_text(file.read_text().replace("      issues: write\n", "      issues: read\n"))
    assert visit.said("jobs") == (
        "error",
        "the job `apply` in .github/workflows/pmaction-merge.yml lacks `issues: write`, which "
        "`apply` and `comment` take",
        "Write `issues: write` under its `permissions:`.",
    )


def test_labels_that_are_there_in_any_case_are_found(visit: Visit) -> None:
    assert visit.said("labels")[1].startswith("`P1`, `needs-owner` and `pmaction` are not there")
    mona = visit.github.person("mona")
    mona.label(mona.opens("Something").number, "NEEDS-OWNER", "p1", "PMaction")
    assert visit.said("labels") == ("ok", "3 labels in use, and all there", "")


def test_every_owner_who_cannot_be_assigned_is_named_with_the_items(visit: Visit) -> None:
    visit.github.repository.assignable |= {
        "alice": Assignable.REFUSED,
        "carol": Assignable.REFUSED,
    }
    (visit.folder / ".pmaction.yml").write_text(
        "teams:\n  mail: {lead: '@carol', members: ['@dan']}\n"
    )
    items = [
        f'  - {{id: A{number}, title: Work, priority: P1, due: 2026-01-10, owner: "{owner}"}}\n'
        for number, owner in enumerate(
            ("@alice", "@alice", "@alice", "@acme/sre", "mail", "web", "@eve"), start=2
        )
    ]
    draft = POSTMORTEM.replace("PM-2025-001", "PM-2025-002").replace("reviewed", "draft")
    (visit.folder / PATH).write_text(POSTMORTEM + "".join(items))
    (visit.folder / PATH.replace("mail", "draft")).write_text(draft)
    code, output = visit.run()
    assert code == 0
    assert [line for line in output.splitlines() if " owners " in line or "hint" in line] == [
        "warning  owners                     `@acme/sre` is an organization team, whose members "
        "are not known here: PM-2025-001/A5",
        f"{'':36}hint: Name `@acme/sre` under `teams` in the config, with lead and members.",
        "warning  owners                     `@alice` cannot be assigned in this repository: "
        "PM-2025-001/A1, PM-2025-001/A2, PM-2025-001/A3 and 1 more",
        f"{'':36}hint: Give them access to the repository, or name somebody else as the owner.",
        "warning  owners                     no team `web` is configured: PM-2025-001/A7",
        f"{'':36}hint: Name `web` under `teams` in the config, with lead and members.",
    ]


def test_who_is_asked_about_is_asked_about_once(visit: Visit) -> None:
    (visit.folder / PATH).write_text(
        POSTMORTEM + '  - {id: A2, title: Work, priority: P1, owner: "@alice"}\n'
    )
    visit.run()
    asked = [one.path for one in visit.github.requests if "/assignees/" in one.path]
    assert asked == ["/repos/acme/site/assignees/alice"]


class TestTheTrackerFile:
    def rules(self, visit: Visit, *branches: str) -> None:
        rule = {"type": "pull_request", "ruleset_id": RULESET, "ruleset_source": "acme/site"}
        for branch in branches:
            visit.github.repository.rules[branch] = [rule]
        visit.github.repository.bypassing[RULESET] = {"app"}

    def test_rules_that_refuse_its_commit_send_it_to_the_side_branch(self, visit: Visit) -> None:
        self.rules(visit, "main")
        assert visit.said("tracker") == (
            "warning",
            "main takes no commit of TRACKER.md: changes must come by a pull request; it goes to "
            "pmaction/tracker",
            "Merge pmaction/tracker by a pull request now and then, or give `track` the token of "
            "an App that may bypass the rules.",
        )

    def test_rules_that_the_token_may_bypass_refuse_nothing(self, visit: Visit) -> None:
        self.rules(visit, "main")
        visit.github.repository.bypassing[RULESET].add("another")
        visit.token(**ALL)
        assert visit.said("tracker")[0] == "ok"

    def test_rules_on_both_branches_are_an_error(self, visit: Visit) -> None:
        self.rules(visit, "main", "pmaction/tracker")
        assert visit.said("tracker") == (
            "error",
            "neither main nor pmaction/tracker takes a commit of TRACKER.md: changes must come by "
            "a pull request",
            "Name another branch as `tracker_branch` in the config, or take that one out of the "
            "rules.",
        )

    def test_the_output_is_refused_by_no_rule(self, visit: Visit) -> None:
        self.rules(visit, "main", "pmaction/tracker")
        (visit.folder / ".pmaction.yml").write_text("tracker_mode: output\n")
        message = "`tracker_mode` is `output`, so TRACKER.md stays in the job"
        assert visit.said("tracker") == ("ok", message, "")

    @pytest.mark.parametrize(
        ("mode", "where", "pulls"),
        [
            ("pull_request", "to a pull request from pmaction/tracker", "warning"),
            ("branch", "to pmaction/tracker", "ok"),
        ],
    )
    def test_a_side_branch_that_is_asked_for_has_rules_of_its_own(
        self, visit: Visit, mode: str, where: str, pulls: str
    ) -> None:
        (visit.folder / ".pmaction.yml").write_text(f"tracker_mode: {mode}\n")
        assert visit.said("tracker") == ("ok", f"TRACKER.md goes {where}", "")
        assert visit.said("pull requests")[0] == pulls
        self.rules(visit, "pmaction/tracker")
        assert visit.said("tracker")[:2] == (
            "error",
            "pmaction/tracker takes no commit of TRACKER.md: changes must come by a pull request",
        )

    def test_a_pull_request_takes_a_right_that_the_job_lacks_until_it_is_given(
        self, visit: Visit
    ) -> None:
        assert visit.said("jobs")[0] == "ok"
        (visit.folder / ".pmaction.yml").write_text("tracker_mode: pull_request\n")
        assert visit.said("jobs") == (
            "error",
            f"the job `track` in {SCHEDULE} lacks `pull-requests: write`, which `track` takes",
            "Write `pull-requests: write` under its `permissions:`.",
        )
        file = visit.folder / SCHEDULE
        given = "contents: write\n      issues: read\n"
        text = file.read_text()
        assert given in text
        file.write_text(text.replace(given, f"{given}      pull-requests: write\n"))
        assert visit.said("jobs")[0] == "ok"

    def test_actions_that_may_open_no_pull_request_matter_only_for_the_side_branch(
        self, visit: Visit
    ) -> None:
        assert visit.said("pull requests") == (
            "ok",
            "Actions may not open pull requests, and need not",
            "",
        )
        self.rules(visit, "main")
        assert visit.said("pull requests") == (
            "warning",
            "Actions may not open pull requests, such as one for the tracker file",
            "Open it yourself, or turn on “Allow GitHub Actions to create and approve pull "
            "requests” under Settings, Actions, General.",
        )

    def test_an_administrators_token_sees_the_setting_and_others_say_that_they_do_not(
        self, visit: Visit
    ) -> None:
        self.rules(visit, "main")
        visit.github.repository.actions_may_open_pulls = True
        visit.token(**ADMINISTRATOR)
        assert visit.said("pull requests") == ("ok", "Actions may open pull requests", "")
        visit.token(**ALL)
        verdict, message, _ = visit.said("pull requests")
        assert verdict == "unknown"
        assert message == "it cannot be seen whether Actions may open pull requests"


class TestTheSchedule:
    page = "https://github.com/acme/site/actions/workflows/pmaction-schedule.yml"

    def test_one_that_github_disabled_is_an_error_with_the_page_to_enable_it(
        self, visit: Visit
    ) -> None:
        visit.workflow.state = "disabled_inactivity"
        assert visit.said("schedule") == (
            "error",
            f"{SCHEDULE} does not run: GitHub disabled it after 60 days without a commit. "
            "It last succeeded on 2025-12-19.",
            f"Enable it at {self.page}",
        )
        assert visit.run()[0] == 1

    def test_one_that_stopped_is_an_error(self, visit: Visit) -> None:
        visit.workflow.runs[0].created_at = datetime(2025, 12, 16, 6, 20, tzinfo=UTC)
        assert visit.said("schedule") == (
            "error",
            f"{SCHEDULE} does not run any more. It last succeeded on 2025-12-16.",
            "See whether Actions are enabled in the repository's settings, and start the workflow "
            f"by hand at {self.page}",
        )

    def test_a_run_that_somebody_started_is_no_run_of_the_schedule(self, visit: Visit) -> None:
        visit.workflow.runs[0].event = "workflow_dispatch"
        assert visit.said("schedule")[:2] == (
            "error",
            f"{SCHEDULE} has not run once since 2025-11-03",
        )

    def test_one_that_fails_each_day_leads_to_its_log(self, visit: Visit) -> None:
        visit.workflow.runs[0].created_at = datetime(2025, 12, 15, 6, 20, tzinfo=UTC)
        visit.workflow.runs.append(
            Run(57, "schedule", datetime(2025, 12, 19, 6, tzinfo=UTC), "", conclusion="failure")
        )
        assert visit.said("schedule") == (
            "error",
            f"{SCHEDULE} runs and does not succeed. It last succeeded on 2025-12-15.",
            "The log of its last run says why: https://github.com/acme/site/actions/runs/57",
        )

    def test_one_failure_is_a_warning(self, visit: Visit) -> None:
        visit.workflow.runs.append(
            Run(58, "schedule", datetime(2025, 12, 22, 6, tzinfo=UTC), "", conclusion="failure")
        )
        assert visit.said("schedule") == (
            "warning",
            f"{SCHEDULE} ended with `failure` on 2025-12-22. It last succeeded on 2025-12-19.",
            "The log says why: https://github.com/acme/site/actions/runs/58",
        )

    def test_one_that_is_not_on_github_yet_is_a_warning(self, visit: Visit) -> None:
        visit.github.repository.workflows.clear()
        assert visit.said("schedule") == (
            "warning",
            f"GitHub does not know {SCHEDULE} yet",
            "Merge it: schedules run from the default branch alone.",
        )

    def test_without_the_right_to_see_runs_nothing_is_claimed(self, visit: Visit) -> None:
        visit.token(**{**ALL, "actions": "none"})
        assert visit.said("schedule") == (
            "unknown",
            "this token may not read the runs of workflows",
            "Give it `actions: read`, or look at the last run under Actions.",
        )
        assert visit.run()[0] == 0


def test_a_used_up_quota_is_told_and_nothing_else_is_asked(visit: Visit) -> None:
    token = next(iter(visit.github.platform.tokens.values()))
    token.used, token.resets_at = 970, datetime(2025, 12, 22, 9, 40, tzinfo=UTC)
    asked = len(visit.github.requests)
    assert visit.run() == (
        0,
        "warning  quota     30 of 1,000 requests are left until 09:40 (UTC)\n"
        "                   hint: Wait until then; a run that needs more leaves the rest to the "
        "next one.\n"
        "unknown  the rest  too few requests are left to look at anything else\n"
        "                   hint: Run `pmaction doctor` again then.\n"
        "\n"
        "2 checks: 0 ok, 1 warning, 1 unknown\n",
    )
    assert [one.path for one in visit.github.requests[asked:]] == ["/rate_limit"]


def test_a_server_that_counts_no_requests_is_no_trouble(visit: Visit) -> None:
    def before(request: Request) -> Reply | None:
        if request.path != "/rate_limit":
            return None
        return Reply(404, {"message": "Rate limiting is not enabled."})

    visit.github.hook(before=before)
    visit.monkeypatch.setenv("GITHUB_API_URL", visit.github.enterprise_url)
    assert visit.said("quota") == ("ok", "this server counts no requests", "")


def test_disabled_issues_are_an_error_and_leave_their_rights_open(visit: Visit) -> None:
    visit.github.repository.has_issues = False
    assert visit.said("repository") == (
        "error",
        "issues are disabled in acme/site",
        "Turn them on under Settings, General, Features.",
    )
    assert visit.said("apply") == (
        "unknown",
        "it cannot be seen whether this token has `issues: write`",
        "Put right what is said above, or wait a while, and run `pmaction doctor` again.",
    )


def test_a_file_that_cannot_be_used_is_told_of(visit: Visit) -> None:
    (visit.folder / PATH).write_text("id: [")
    assert visit.said("postmortems") == (
        "warning",
        "1 file cannot be used, so its owners were not looked at",
        "`pmaction validate` says why.",
    )


def test_json_has_each_check_and_a_count_by_verdict(visit: Visit) -> None:
    code, output = visit.run("--format", "json")
    report = json.loads(output)
    assert code == 0
    assert list(report) == ["version", "checks", "summary"]
    assert report["version"] == 1
    assert report["checks"][0] == {
        "about": "repository",
        "verdict": "ok",
        "message": "acme/site is public; its default branch is main",
        "hint": "",
    }
    assert report["summary"] == {"ok": 16, "warning": 0, "error": 0, "unknown": 0}


def test_a_workflow_gets_annotations_a_summary_and_the_report(visit: Visit, tmp_path: Path) -> None:
    for name, file in {"GITHUB_STEP_SUMMARY": "summary", "GITHUB_OUTPUT": "output"}.items():
        visit.monkeypatch.setenv(name, str(tmp_path / file))
    visit.monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
    visit.workflow.state = "disabled_manually"
    code, output = visit.run("--format", "github")
    assert code == 1
    assert output.splitlines()[-1] == (
        f"::error title=pmaction::schedule: {SCHEDULE} does not run: somebody disabled it. It last "
        "succeeded on 2025-12-19.%0AEnable it at https://github.com/acme/site/actions/workflows/"
        "pmaction-schedule.yml"
    )
    summary = (tmp_path / "summary").read_text().splitlines()
    assert summary[:3] == ["## pmaction doctor", "", "16 checks: 15 ok, 1 error"]
    assert summary[-2].startswith(f"| **error** | schedule | {SCHEDULE} does not run:")
    assert '"verdict": "error"' in (tmp_path / "output").read_text()


def test_a_wrong_token_ends_with_4_and_one_sentence(visit: Visit) -> None:
    visit.monkeypatch.setenv("GITHUB_TOKEN", "ghs_" + "wrong" * 7)
    assert main(["doctor", "--quiet", "--now", NOW]) == 4
    told, hint = visit.capsys.readouterr().err.splitlines()
    assert told == "error: GitHub refuses the token (Bad credentials)"
    assert hint.strip().startswith("Check GITHUB_TOKEN")


def test_without_github_there_is_little_to_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".pmaction.yml").write_text("tracking: {folder: work}\n")
    assert main(["doctor", "--now", NOW]) == 0
    assert capsys.readouterr().out == (
        "ok       tracking  issues are files in work/: there is no token, branch or schedule to "
        "look at\n"
        "                   hint: In a workflow they are on GitHub. To look at that from here, set "
        "GITHUB_REPOSITORY and GITHUB_TOKEN, and `tracking: {system: github}` in the config.\n"
        "\n"
        "1 check: 1 ok\n"
    )
