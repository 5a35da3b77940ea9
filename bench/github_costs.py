"""What runs cost on GitHub in a large repository: requests, seconds and memory.

    python3 bench/github_costs.py [--quick]

The tests' stand-in for GitHub holds 1,000 postmortems, their 6,000 issues and 2,000 pull requests
(a tenth of that with `--quick`). Each run is a process of its own. What counts is the number of
requests: GitHub allows 1,000 an hour to a workflow. Nearly all of the time is the stand-in's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import chdir
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "github"))

from generated import PEOPLE, write_small_postmortem, write_small_postmortems  # noqa: E402
from standin import Assignable, Issue, StandIn  # noqa: E402

from pmaction.change import Change, Kind, Plan  # noqa: E402
from pmaction.cli.session import Talk, open_session  # noqa: E402
from pmaction.cli.tracked import look, make_plan  # noqa: E402
from pmaction.identity import is_item, postmortem_of  # noqa: E402
from pmaction.issue import LastWritten  # noqa: E402
from pmaction.tracking.github_body import Marker, changed_body, marker_of, new_body  # noqa: E402

QUICK = "--quick" in sys.argv[1:]
POSTMORTEMS, PULLS = (100, 200) if QUICK else (1_000, 2_000)
NOW = "2026-03-02T09:00:00Z"
LATE, A_WEEK_LATER = "2026-07-01T09:00:00Z", "2026-07-07T09:00:00Z"  # All is due the day before.
BOT = "github-actions[bot]"
UNCACHED = 85
"""So many requests at most with 8,000 issues and pull requests, 100 a page."""


@dataclass
class Measured:
    """One run: what it asked for, how long it took, and what it held at its peak."""

    requests: Counter[str]
    writes: int
    seconds: float
    mebibytes: float


class Bench:
    """A repository on the stand-in, and a checkout of it."""

    def __init__(self, github: StandIn, folder: Path) -> None:
        """Clone the repository and push all postmortems."""
        self.github, self.site = github, folder / "site"
        github.repository.unknown_login = Assignable.YES
        github.repository.assignable |= dict.fromkeys(PEOPLE, Assignable.YES)
        token = github.token(issues="write", contents="read", pull_requests="write")
        token.limit = 10_000_000
        self.environment = {
            "PATH": os.environ["PATH"],
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": github.url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": github.repository.full_name,
            "GITHUB_TOKEN": token.value,
        }
        self.cache, self.now = folder / "cache.json", NOW
        self.git("clone", "--quiet", str(github.repository.git.path), str(self.site), at=folder)
        write_small_postmortems(self.site, POSTMORTEMS)
        config = "tracking: {seconds_between_writes: 0}\n"
        (self.site / ".pmaction.yml").write_text(config, encoding="utf-8")
        self.push("All postmortems")

    def git(self, *words: str, at: Path | None = None) -> str:
        """Run git in the checkout and give what it says."""
        names = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]
        program = shutil.which("git") or "git"
        done = subprocess.run(  # noqa: S603
            [program, *names, *words],
            cwd=at or self.site,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def push(self, message: str, branch: str = "HEAD") -> None:
        """Commit all and push it."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        self.git("push", "--quiet", "origin", branch)

    def open_issues(self) -> None:
        """Have all issues there as an apply would leave them, without its thousands of requests."""
        os.environ.update(self.environment)
        with chdir(self.site):
            session = open_session(self.site, None, NOW, Talk(quiet=True))
            plan = make_plan(session, look(session, ()))
        self.github.platform.clock.now = datetime.now(UTC) - timedelta(hours=12)
        opened = self._opened(plan)
        for change in plan.changes:
            if change.kind is Kind.LINK:
                self._link(change, opened)

    def _opened(self, plan: Plan) -> dict[str, Issue]:
        bot = self.github.person(BOT)
        bot.opens("The labels", labels=["P0", "P1", "P2", "P3"])
        opened: dict[str, Issue] = {}
        for change in plan.changes:
            if change.kind is not Kind.CREATE:
                continue
            parent = opened[postmortem_of(change.item)].number if is_item(change.item) else None
            last = change.written.updated(LastWritten(parent=parent))
            body = new_body(change.after.block or "", Marker(change.item, last))
            opened[change.item] = bot.opens(
                change.after.title or "",
                body,
                labels=sorted(change.after.labels or ()),
                assignees=[name.removeprefix("@") for name in change.after.assignees or ()],
            )
        for key, issue in opened.items():
            if not is_item(key):
                items = {k: i.number for k, i in opened.items() if k.startswith(f"{key}/")}
                self._remember(
                    issue, LastWritten(items={k.rpartition("/")[2]: n for k, n in items.items()})
                )
        return opened

    def _link(self, change: Change, opened: dict[str, Issue]) -> None:
        bot, issue = self.github.person(BOT), opened[change.item]
        if change.after.parent is not None:
            bot.link_child(opened[change.after.parent].number, issue.number)
        for key in change.after.blocked_by or ():
            bot.block(issue.number, opened[key].number)
        self._remember(issue, change.written)

    def _remember(self, issue: Issue, written: LastWritten) -> None:
        if written == LastWritten() or (marker := marker_of(issue.body or "")) is None:
            return
        new = Marker(marker.key, marker.last.updated(written))
        self.github.person(BOT).edit(issue.number, body=changed_body(issue.body or "", None, new))

    def open_pulls(self) -> None:
        """Have the pull requests there; but for the first they are only numbers in the list."""
        person = self.github.person("mona")
        person.push({"notes.txt": "notes"}, branch="first", start="main")
        first = person.open_pull("The first", "first")
        for number in range(1, PULLS):
            person.opens(f"Pull request {number}").pull = first.pull

    def measure(self, *arguments: str, cached: bool) -> Measured:
        """Run a command in a process of its own. Raises SystemExit if it fails."""
        # Both clocks are right in a real run.
        self.github.platform.clock.now = datetime.now(UTC)
        before = len(self.github.requests)
        begun = time.perf_counter()
        words = ["--now", self.now, "--quiet", *(["--cache", str(self.cache)] if cached else [])]
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "pmaction", *arguments, *words],
            cwd=self.site,
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"pmaction {' '.join(arguments)} ended with {process.returncode}")
        requests = self.github.requests[before:]
        kibibytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
        counts = Counter(f"{one.method} {one.operation}" for one in requests)
        writes = sum(one.is_write for one in requests)
        return Measured(counts, writes, seconds, kibibytes / 1024)

    def show(self, case: str, most: int, *arguments: str, cached: bool = True) -> None:
        """Measure a case and print it beside what it may cost."""
        took = self.measure(*arguments, cached=cached)
        count = took.requests.total()
        print(
            f"{case:48} {count:4} requests (at most {most}), {took.writes:2} writes   "
            f"{took.seconds:6.2f} s   {took.mebibytes:4.0f} MiB",
            flush=True,
        )
        if "--verbose" in sys.argv[1:]:
            for operation, number in took.requests.most_common():
                print(f"    {number:4} {operation}")


def measure_costs(folder: Path) -> None:
    """Measure every case and print it."""
    with StandIn("acme/site") as github:
        bench = Bench(github, folder)
        bench.open_issues()
        bench.open_pulls()
        numbers = len(github.repository.issues)
        print(f"GitHub with {POSTMORTEMS:,} postmortems, {numbers:,} issues and pull requests")
        bench.show("apply, nothing to do, no cache", UNCACHED, "apply", cached=False)
        bench.measure("apply", cached=True)
        megabytes = bench.cache.stat().st_size / 1e6
        bench.show(f"apply, nothing to do, a cache of {megabytes:.0f} MB", 5, "apply")
        bench.git("switch", "--quiet", "--create", "change")
        write_small_postmortem(bench.site, POSTMORTEMS + 1, items=6)
        bench.push("A new postmortem", "change")
        pull = github.person("mona").open_pull("A new postmortem", "change").number
        bench.show("plan on a pull request, a cache", 8, "plan")
        bench.show("comment on a pull request, a cache", 8, "comment", "--pr", str(pull))
        bench.git("switch", "--quiet", "main")
        bench.git("merge", "--quiet", "--ff-only", "change")
        bench.git("push", "--quiet", "origin", "main")
        bench.show("apply, a postmortem with 6 items, a cache", 40, "apply")
        bench.show("apply again, a cache", 5, "apply")
        write_small_postmortem(bench.site, POSTMORTEMS + 2, items=6, in_a_row=True)
        bench.push("Another one")
        bench.show("apply, 6 items, each waits for another, a cache", 40, "apply")
        bench.show("apply again, a cache", 5, "apply")
        bench.now, most = LATE, UNCACHED + 10 + POSTMORTEMS // 5
        bench.show("remind, all is due", most, "remind", cached=False)
        bench.show("remind again", UNCACHED + 5, "remind", cached=False)
        bench.now = A_WEEK_LATER
        for number in range(2, POSTMORTEMS * 2):
            github.person("mona").comment(number, "I look into it.")
        bench.show("remind, a week later, with talk", most + 25, "remind", cached=False)
        if github.violations:
            sys.exit(f"the stand-in was asked wrongly: {github.violations[0]}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="pmaction-bench-") as name:
        measure_costs(Path(name))
