"""How long `pmaction validate` takes, beside what else checks YAML against a JSON Schema.

    python3 bench/run.py [--quick]

Everything is measured in one run, in turns, on files that are made anew each time; what counts is
the ratio, and of several runs the best. check-jsonschema and ajv-cli check the schema only;
pmaction checks the schema and all rules. ajv-cli needs Node.js with npm; without, it is left out.
The action downloads its dependencies, so that its row depends on the network as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from action_overhead import ACT, action_overhead
from generated import write_postmortems

ROOT = Path(__file__).parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
SCHEMA = ROOT / "schemas" / "postmortem.v1.schema.json"
QUICK = "--quick" in sys.argv[1:]

Command = Sequence[str | Path]


@dataclass
class Took:
    """The best of what one command took so far: seconds, and MiB at its peak."""

    seconds: float = float("inf")
    memory: float = float("inf")

    def again(self, command: Command, folder: Path) -> None:
        """Run the command once more. Raises SystemExit where it finds something or fails."""
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  (our own commands)
            [str(part) for part in command],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{command[0]} ended with {process.returncode}")
        kibibytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
        self.seconds = min(self.seconds, took)
        self.memory = min(self.memory, kibibytes / 1024)


def in_turns(commands: dict[str, Command], folder: Path, rounds: int) -> dict[str, Took]:
    """Run each command so many times, in turns, so that a busy moment meets all of them."""
    took = {name: Took() for name in commands}
    for _ in range(1 if QUICK else rounds):
        for name, command in commands.items():
            took[name].again(command, folder)
    return took


def ajv() -> Path | None:
    """Give ajv-cli as `bench/ajv` locks it, or None where there is no npm to install it with."""
    npm = shutil.which("npm")
    if npm is None:
        print("ajv-cli is not measured: it needs Node.js with npm on the PATH.\n")
        return None
    folder = VENV / "ajv"
    program = folder / "node_modules" / "ajv-cli" / "dist" / "index.js"
    if not program.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "bench" / "ajv", folder)
        quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"]
        subprocess.run([npm, "ci", *quiet], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return program


def checkers(folder: Path, *, others: bool = True) -> dict[str, Command]:
    """Give the commands that check all postmortems of a folder."""
    commands: dict[str, Command] = {"pmaction": [BIN / "pmaction", "validate"]}
    if others:
        files = sorted(folder.glob("postmortems/**/*.yaml"))
        commands["check-jsonschema"] = [BIN / "check-jsonschema", "--schemafile", SCHEMA, *files]
        if program := ajv():
            options: list[str | Path] = ["--spec=draft2020", "--strict=false", "-s", SCHEMA]
            data = ["-d", "postmortems/**/*.yaml"]
            commands["ajv-cli"] = ["node", program, "validate", *options, *data]
    return commands


def row(case: str, took: dict[str, Took]) -> None:
    """Print what the commands took, and how many times as long the others."""
    ours = took["pmaction"].seconds
    parts = [f"{case:28}", f"pmaction {ours:7.3f} s"]
    for name in ("check-jsonschema", "ajv-cli"):
        if name in took:
            other = took[name].seconds
            parts.append(f"{name} {other:7.3f} s ({other / ours:5.2f} x)")
    print("   ".join(parts), flush=True)


def made(folder: Path, count: int, *, to_warn_of: bool = False) -> Path:
    """Make a repository with so many postmortems, each with something to warn of or none."""
    place = folder / f"{count}{'w' if to_warn_of else ''}"
    place.mkdir()
    (place / ".pmaction.yml").write_text("tracking: {system: local}\n", encoding="utf-8")
    size = write_postmortems(place, count, to_warn_of=to_warn_of)
    print(f"made {count:,} files of {size / count / 1000:.1f} kB", file=sys.stderr)
    return place


def main() -> None:
    """Measure every case and print it."""
    with tempfile.TemporaryDirectory(prefix="pmaction-bench-") as name:
        folder = Path(name)
        one, thousand, many = (made(folder, count) for count in (1, 1_000, 10_000))
        warned = made(folder, 1_000, to_warn_of=True)
        row("one file, cold process", in_turns(checkers(one), one, 15))
        took = in_turns(checkers(thousand), thousand, 3)
        row("1,000 files", took)
        with_warnings = in_turns(checkers(warned, others=False), warned, 3)
        row("the same, a warning in each", {**took, **with_warnings})
        ours = in_turns(checkers(many, others=False), many, 3)["pmaction"]
        times = ours.seconds / took["pmaction"].seconds
        print(
            f"{'10,000 files':28}   pmaction {ours.seconds:7.3f} s   "
            f"{times:.2f} times the 1,000   peak memory {ours.memory:.0f} MiB"
        )
        helped: dict[str, Command] = {
            "pmaction": [BIN / "pmaction", "--help"],
            "bare": [BIN / "python", "-c", "pass"],
        }
        starts = in_turns(helped, one, 15)
        times = starts["pmaction"].seconds / starts["bare"].seconds
        print(
            f"{'pmaction --help':28}   pmaction {starts['pmaction'].seconds:7.3f} s   "
            f"bare python {starts['bare'].seconds:.3f} s   {times:.1f} times that"
        )
        if ACT.is_file():
            whole, bare = action_overhead(folder, 1 if QUICK else 3)
            print(
                f"{'the action, nothing cached':28}   pmaction {whole:7.3f} s   "
                f"the bare command there {bare:.3f} s   {whole - bare:.1f} s more"
            )


if __name__ == "__main__":
    main()
