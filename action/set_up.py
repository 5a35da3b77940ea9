"""Makes the action's own environment outside the checkout, once in a job; run by `action.yml`.

Run with `python3 -I` by whatever Python the runner has, so it must parse with old ones too, and
nothing that lies in the checkout can be imported by it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ACTION = Path(__file__).resolve().parent.parent
LOCKED = {"validate": "files.txt", "report": "report.txt"}
ALL_ELSE = "runtime.txt"
OLDEST = (3, 11)


def fail(message: str) -> None:
    """Say on the run's page why the action cannot go on, and end with the code of a bad set-up."""
    print("::error title=pmaction::" + message.replace("%", "%25").replace("\n", "%0A"))
    sys.exit(3)


def locked() -> Path:
    """Give the lock file of what the command needs: most of the time goes into installing."""
    command = os.environ.get("INPUT_COMMAND", "").strip()
    return ACTION / "requirements" / LOCKED.get(command, ALL_ELSE)


def environment_folder() -> Path:
    """Give the folder of the environment that belongs to this action, its lock and this Python."""
    asked = os.environ.get("RUNNER_TEMP")
    if not asked:
        fail("RUNNER_TEMP is not set: run this action in a workflow.")
    wanted = "\n".join((str(ACTION), sys.executable, sys.version)).encode() + locked().read_bytes()
    return Path(str(asked)).resolve() / ("pmaction-" + hashlib.sha256(wanted).hexdigest()[:12])


def run(*command: str) -> None:
    """Run a command quietly; what it said is shown if it fails."""
    done = subprocess.run(  # noqa: S603  (fixed words and paths of our own)
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.stdout.write(done.stdout.decode("utf-8", "replace"))
        fail(
            "The dependencies of pmaction cannot be installed; the lines above say why. A runner "
            "without access to PyPI needs a mirror: set PIP_INDEX_URL for the step."
        )


def make(folder: Path) -> Path:
    """Make the environment unless it is there whole, and give its Python."""
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if ready.exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    # The runner's own pip installs into the environment: giving it one takes seconds.
    asked = (sys.executable, "-I", "-m", "pip", "--python", sys.executable, "--version")
    bare = subprocess.run(asked, capture_output=True, check=False).returncode == 0  # noqa: S603
    run(sys.executable, "-I", "-m", "venv", *(["--without-pip"] if bare else []), str(folder))
    pip = [sys.executable, "-I", "-m", "pip", "--python", str(python)]
    if not bare:
        pip = [str(python), "-I", "-m", "pip"]
    pip += ["--disable-pip-version-check", "--no-input", "install", "--quiet", "--no-deps"]
    # Python compiles what a command imports, which is far less than all that is installed.
    pip += ["--no-compile", "--require-hashes", "--only-binary", ":all:"]
    run(*pip, "--requirement", str(locked()))
    version = "python{}.{}".format(*sys.version_info)
    site = folder / "lib" / version / "site-packages"
    # pmaction itself is not built or copied: it is imported from where the runner put the action.
    (site / "pmaction.pth").write_text(str(ACTION) + "\n", encoding="utf-8")
    ready.touch()
    return python


def main() -> None:
    """Make the environment and give the path of its Python as an output."""
    if sys.version_info < OLDEST:
        fail(
            "pmaction needs Python {}.{} or newer, and this runner has {}. Use "
            "`runs-on: ubuntu-latest`, or set up a newer one before.".format(
                *OLDEST, sys.version.split()[0]
            )
        )
    if sysconfig.get_platform().startswith("win"):
        fail("pmaction runs on Linux and macOS runners: use `runs-on: ubuntu-latest`.")
    python = make(environment_folder())
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
        outputs.write(f"python={python}\n")


if __name__ == "__main__":
    main()
