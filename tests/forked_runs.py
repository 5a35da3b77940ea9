"""Runs pmaction again and again in processes of its own, which can be killed.

Importing takes longer than running, so one process imports everything and is forked for each run.
Started as a program it reads lists of command lines as JSON, a list a line, runs each list in a
new process, and answers with that process's number and then with how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

TOO_LONG = 60


class ForkedRuns:
    """Runs of pmaction in one folder, each a process; one may be killed while it waits."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / ".git" / "log-of-runs"
        path = os.pathsep.join(filter(None, sys.path))
        self._parent = subprocess.Popen(
            [sys.executable, __file__, str(self.log)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._running, self._ended = 0, threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._parent.communicate()
        assert self._parent.returncode == 0

    def run(self, *commands: list[str]) -> int:
        """Run commands one after the other in a new process; give how it ended."""
        into, out = self._parent.stdin, self._parent.stdout
        assert into is not None
        assert out is not None
        self._ended.clear()
        into.write(json.dumps(commands) + "\n")
        into.flush()
        self._running = int(out.readline())
        into.write("\n")
        into.flush()
        code = int(out.readline())
        self._ended.set()
        return code

    def kill(self) -> None:
        """Kill the running process and wait until it is dead."""
        os.kill(self._running, signal.SIGKILL)
        assert self._ended.wait(TOO_LONG)


def child(commands: list[list[str]], log: str) -> int:
    """Run commands; the first that does not end well ends them."""
    from pmaction.cli import main

    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(said, stream)
    return next((code for command in commands if (code := main(command))), 0)


def serve(log: str) -> None:
    """Fork for each line."""
    import pmaction.cli.apply
    import pmaction.cli.remind
    import pmaction.tracking.github  # noqa: F401  (what a run would import)

    while line := sys.stdin.readline():
        commands = json.loads(line)
        number = os.fork()
        if number == 0:
            sys.stdin.readline()  # nothing begins before the other side knows whom to kill
            code = 70
            try:
                code = child(commands, log)
            finally:
                sys.stdout.flush()
                os._exit(code)
        print(number, flush=True)
        _, status = os.waitpid(number, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
