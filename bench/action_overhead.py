"""How long the composite action takes beyond the command that it runs, with nothing cached.

The action runs under `act`, the local runner, from this working tree, with an empty home: it makes
its environment and downloads its locked dependencies anew, through the package index that pip is
configured for. Beside it a workflow whose only step is the bare command, so that what the runner
itself takes falls out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from generated import write_postmortems

ROOT = Path(__file__).resolve().parent.parent
ACT = Path(sys.executable).parent / "act"
_STEPS = {
    "action": "- uses: ./\n        with: {command: validate}",
    "bare": f"- run: {Path(sys.executable).parent / 'pmaction'} validate",
}
_WORKFLOW = """\
on: push
permissions: {{}}
jobs:
  validate:
    runs-on: ubuntu-latest
    steps:
      # The runner recognizes its own repository, and copies the working tree.
      - uses: actions/checkout@v6
      {step}
"""


def action_overhead(folder: Path, rounds: int) -> tuple[float, float]:
    """Give the seconds of the action's run and of the bare command's, each the best of several.

    Raises SystemExit where a run fails.
    """
    repository = _repository(folder / "repository")
    best = dict.fromkeys(_STEPS, float("inf"))
    for number in range(rounds):
        for name in _STEPS:
            home = folder / f"{name}{number}"
            home.mkdir()
            begun = time.perf_counter()
            _run(repository, name, home)
            best[name] = min(best[name], time.perf_counter() - begun)
            shutil.rmtree(home)
    return best["action"], best["bare"]


def _repository(folder: Path) -> Path:
    """Make a repository that holds the action itself, one postmortem, and a workflow for each."""
    git = shutil.which("git") or "git"
    needed = ("action.yml", "action", "pmaction", "schemas", "requirements", "pyproject.toml")
    listed = subprocess.run(  # noqa: S603
        [git, "ls-files", "-z", *needed],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    (folder / ".pmaction.yml").write_text("tracking: {system: local}\n", encoding="utf-8")
    write_postmortems(folder, 1)
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for name, step in _STEPS.items():
        workflows.joinpath(f"{name}.yml").write_text(_WORKFLOW.format(step=step), encoding="utf-8")
    names = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "All"]):
        subprocess.run([git, *names, *words], cwd=folder, check=True)  # noqa: S603
    return folder


def _run(repository: Path, name: str, home: Path) -> None:
    pip = {key: value for key, value in os.environ.items() if key.startswith("PIP_")}
    done = subprocess.run(  # noqa: S603
        [
            *(ACT, "push", "--workflows", f".github/workflows/{name}.yml", "--pull=false"),
            *("--platform", "ubuntu-latest=-self-hosted"),
            *(word for pair in pip.items() for word in ("--env", "=".join(pair))),
        ],
        cwd=repository,
        env={"PATH": os.environ["PATH"], "HOME": str(home), **pip},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        sys.exit(f"act ended with {done.returncode}:\n{done.stdout}{done.stderr}")
