"""Every chore of this project, one command each: `python dev.py demo`, `python dev.py test`, ...

Needs Python 3.11 or newer and git, nothing else: each chore makes or refreshes `.venv` from the
hash-locked files under `requirements/` before it starts.
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


def run(*command: str | Path, quiet: bool = False) -> int:
    """Run one command from the project's root and give back its exit code."""
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run([str(part) for part in command], cwd=ROOT, stdout=out).returncode


def must(*command: str | Path, quiet: bool = False) -> None:
    """Run one command and stop with its exit code if it fails."""
    if code := run(*command, quiet=quiet):
        sys.exit(code)


def set_up(name: str) -> None:
    """Make `.venv` hold exactly the packages of `requirements/<name>.txt`, and pmaction itself.

    A stamp with the digest of what was installed makes the second run quick.
    """
    locked = ROOT / "requirements" / f"{name}.txt"
    wanted = hashlib.sha256(
        locked.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(VENV).encode()
    ).hexdigest()
    stamp = VENV / f"{name}.stamp"
    if stamp.is_file() and stamp.read_text() == wanted and PYTHON.exists():
        return
    if not PYTHON.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        print("making .venv ...", file=sys.stderr, flush=True)
        venv.create(VENV, with_pip=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    print(f"installing requirements/{name}.txt ...", file=sys.stderr, flush=True)
    must(*pip, "--require-hashes", "--only-binary", ":all:", "-r", locked)
    must(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(wanted)


def demo(*arguments: str) -> int:
    """The whole loop on the shipped examples, in a temporary folder, in seconds."""
    set_up("demo")
    return run(PYTHON, "-m", "pmaction", "demo", *arguments)


def test(*arguments: str) -> int:
    """All tests; arguments go to pytest."""
    set_up("dev")
    return run(PYTHON, "-m", "pytest", *arguments)


def lint(*_: str) -> int:
    """Style (ruff) and types (mypy --strict)."""
    set_up("dev")
    codes = [
        run(PYTHON, "-m", "ruff", "check", "."),
        run(PYTHON, "-m", "ruff", "format", "--check", "."),
        run(PYTHON, "-m", "mypy"),
    ]
    return max(codes)


def docs(*_: str) -> int:
    """Write the generated pages of `docs/` anew."""
    set_up("dev")
    return run(PYTHON, "docs/generate.py")


def lock(*_: str) -> int:
    """Write the lock files under `requirements/` anew; needs `uv` on the PATH."""
    compile_ = ["uv", "pip", "compile", "--universal", "--python-version", "3.11", "--upgrade"]
    compile_ += ["--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"]
    groups = {
        "runtime": [],
        "demo": ["--group", "build"],
        "dev": ["--group", "build", "--group", "dev"],
    }
    for name, extra in groups.items():
        must(*compile_, "pyproject.toml", *extra, "--output-file", f"requirements/{name}.txt")
    return 0


CHORES: dict[str, Callable[..., int]] = {
    "demo": demo,
    "test": test,
    "lint": lint,
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
