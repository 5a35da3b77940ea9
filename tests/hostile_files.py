"""Files that mean harm or were made by accident, and what one of them costs.

`python hostile_files.py FOLDER KIND...` writes each kind into a repository in that folder,
validates it in this process and prints a line of JSON about it: exit code, seconds of processor
time, the peak of memory so far in MiB, findings.
"""

from __future__ import annotations

import io
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from pmaction.bounds import MAX_BYTES, MAX_DEPTH, MAX_NODES
from pmaction.cli import main

HEAD = "id: PM-2025-001\ntitle: Mail was down\nstatus: reviewed\n"
NOTES = 19_000
"""Characters that a long text of the schema certainly holds."""


def _many(count: int, line: str) -> str:
    return "".join(line.replace("#", str(number)) for number in range(count))


def _bomb(levels: int, width: int) -> str:
    first = "a0: &a0 [" + ", ".join(["x"] * width) + "]\n"
    return first + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]\n" for n in range(1, levels)
    )


def _notes(text: str) -> str:
    """Give a valid postmortem that has this text, so that every rule reads it."""
    return f"{HEAD}notes: {json.dumps(text[:NOTES], ensure_ascii=False)}\n"


def _whole(text: str) -> str:
    """Fill a text up to the most that is read of a file."""
    return (text * (MAX_BYTES // len(text.encode()) + 1))[: MAX_BYTES - 10] + "\n"


def _items(count: int, more: str = "") -> str:
    return f"{HEAD}action_items:\n" + _many(count, f"  - id: A#\n    title: Add alert #\n{more}")


BYTES: dict[str, bytes] = {
    "nothing": b"",
    "blanks alone": b" \n\t\n" * 1000,
    "a mark of byte order alone": b"\xef\xbb\xbf",
    "UTF-16": "a: 1\n".encode("utf-16"),
    "UTF-32": "a: 1\n".encode("utf-32"),
    "Latin-1": "a: \xfc\n".encode("latin-1"),
    "half a character at the end": "a: ü".encode()[:-1],
    "a byte too long": b"a: " + b"x" * MAX_BYTES,
    "endless": b"x" * (4 * MAX_BYTES),
    "null characters": b"\0" * 10_000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "an archive": b"PK\x03\x04" + bytes(range(256)) * 40,
    "a surrogate in UTF-8": b"a: \xed\xa0\x80\n",
    "an overlong character": b"a: \xc0\xaf\n",
    "every byte": bytes(range(1, 256)) * 10,
}
TEXTS: dict[str, str] = {
    "comments alone": _whole("# c\n"),
    "blank lines": _whole("\n") + "a: 1\n",
    "control characters": "a: \x07\x1b[2J\x08\n",
    "text that runs backwards": _notes("\u202e\u2066" * 4000),
    "invisible characters": _notes("\u200b\u00ad\ufeff" * 4000),
    "line ends of three kinds": _whole("a\r\nb\rc\n"),
    "an alias bomb": _bomb(9, 9),
    "a deep alias bomb": _bomb(40, 2),
    "a bomb of text": "a: &x " + "y" * 100_000 + "\nb: [" + "*x, " * 40_000 + "]\n",
    "a bomb of names": "a: &x\n  ? " + "y" * 100_000 + "\n  : 1\nb: [" + "*x, " * 9_000 + "]\n",
    "an alias inside itself": "a: &a [*a]\n",
    "an alias of nothing": "a: *b\n",
    "many anchors": _many(15_000, "a#: &x# 1\n"),
    "many aliases": "a: &x 1\n" + _many(20_000, "b#: *x\n"),
    "many names": _many(24_000, "a#: 1\n"),
    "many names, just allowed": _many(MAX_NODES - 1, "a#: 1\n"),
    "many entries": _whole("- 1\n"),
    "many entries in brackets": "a: [" + "1, " * 80_000 + "1]\n",
    "many groups in braces": "a: [" + "{a: 1}, " * 30_000 + "1]\n",
    "many pairs in brackets": "[" + "a: 1, " * 40_000 + "1]\n",
    "one name again and again": _whole("a: 1\n"),
    "marked names": _whole("? a\n"),
    "names in quotes": _many(15_000, '"a#": "b"\n'),
    "open brackets": _whole("["),
    "open braces": _whole("{"),
    "open braces with names": _whole("{a: "),
    "closed brackets": _whole("]"),
    "lists in lists": _whole("- "),
    "names in names": _whole("? "),
    "dashes": _whole("-"),
    "colons": "a" + _whole(":"),
    "commas": "[" + _whole(","),
    "deeper and deeper": _many(700, "#a:\n").replace("0a", "a"),
    "indented deeper and deeper": "".join(" " * n + "a:\n" for n in range(700)),
    "as deep as is allowed": "".join(" " * n + "a:\n" for n in range(MAX_DEPTH)),
    "an open quote": "a: '" + _whole("x\n"),
    "an open double quote": 'a: "' + _whole("x\n"),
    "escapes": 'a: "' + "\\n" * 120_000 + '"\n',
    "escapes that are none": 'a: "' + _whole("\\q"),
    "half a character by escape": 'a: "\\ud800"\n',
    "a character beyond Unicode": 'a: "\\UFFFFFFFF"\n',
    "a block of text": "a: |\n" + _whole("  word word\n"),
    "a folded block": "a: >\n" + _whole("  word\n\n"),
    "a block that is indented wrongly": "a: |9\n" + _whole(" x\n"),
    "a text over many lines": "a: b\n" + _whole("  word word\n"),
    "a text of one line": "a: " + _whole("x"),
    "a name of one line": _whole("x") + ": 1\n",
    "tags": _many(12_000, "a#: !!str 1\n"),
    "a tag that makes objects": "a: !!python/object/apply:os.system [ls]\n",
    "a long tag": "a: !" + _whole("x"),
    "directives": _whole("%X y\n"),
    "documents": _whole("---\na: 1\n"),
    "ends of documents": _whole("...\n"),
    "merge keys": "a: &a {b: 1}\nc:\n" + _whole("  <<: *a\n"),
    "a long number": "a: " + "1" * 200_000 + "\n",
    "a long hexadecimal number": "a: 0x" + "f" * 200_000 + "\n",
    "a long fraction": "a: 1." + "1" * 200_000 + "\n",
    "a long power": "a: 1e" + "9" * 100_000 + "\n",
    "numbers to the base of sixty": "a: 1" + ":59" * 60_000 + "\n",
    "underscores": "a: 1" + "_" * 200_000 + "1\n",
    "infinity": HEAD + "impact: {users: {count: .inf}, revenue: {amount: .nan}}\n",
    "unknown properties": HEAD + _many(9_000, "property#: 1\n"),
    "unknown properties in entries": _items(500, "    own: a\n    du: b\n    ti: c\n"),
    "names that are nearly right": HEAD + _many(9_000, "action_item#: 1\n"),
    "too many action items": _items(4_000),
    "as many action items as allowed": _items(500),
    "action items of one id": (_items(1) + "  - id: A0\n    title: Add an alert\n" * 499),
    "action items in a ring": HEAD
    + "action_items:\n"
    + "".join(
        f"  - id: A{n}\n    title: Add alert {n}\n    depends_on: [A{(n + 1) % 500}]\n"
        for n in range(500)
    ),
    "timeline without order": HEAD
    + "timeline:\n"
    + "".join(
        f'  - at: "2025-12-14T{n % 24:02}:{n % 60:02}:00Z"\n    event: x\n'
        for n in range(499, 0, -1)
    ),
    "times that are none": HEAD + "timeline:\n" + "  - at: 9999-99-99\n    event: x\n" * 500,
    "ends of the calendar": HEAD + "times: {started: 0001-01-01T00:00:00+23:59, "
    "detected: 9999-12-31T23:59:59-23:59}\n",
    "a text of words to blame": _notes("John should have known better, it was careless. " * 900),
    "a text of brackets": _notes("[<" * 9_500),
    "a text of back ticks": _notes("`" * 19_000),
    "a text of stars": _notes("**_" * 6_000),
    "a text of dots": _notes("." * 19_000),
    "a text of blanks": _notes(" \n" * 9_500),
    "a text of digits": _notes("1" * 19_000),
    "a text of dashes and digits": _notes("1-" * 9_500),
    "a text of handles": _notes("@alice @org/team " * 1_100),
    "a text of addresses": _notes("a@b.c, x.y@example.com; " * 790),
    "a text of at signs": _notes("a@" * 9_500),
    "a text of links": _notes("https://example.com/a?b=c#d " * 670),
    "a text of slashes": _notes("/" * 19_000),
    "a text of network addresses": _notes("10.0.0.1 192.168.1.1:8080 ::1 " * 620),
    "a text like a token": _notes("ghp_" + "a" * 18_900),
    "a text like many tokens": _notes("AKIAABCDEFGHIJKLMNOP password=hunter2 " * 490),
    "a text of capitals": _notes("TODO FIXME XXX TBD " * 990),
    "a text of equals signs": _notes("a=" * 9_500),
    "a text without blanks": _notes("x" * 19_000),
    "a text of comments": HEAD + "notes: |\n" + "  # pmaction: ignore[x] y\n" * 700,
    "comments that ignore": HEAD + "# pmaction: ignore[owner-required] because\n" * 5_000,
    "comments that are not understood": HEAD + "# pmaction: ignore[" * 5_000 + "\n",
    "a title of commands": 'id: "::error::x"\ntitle: "##[error]\\e[2J|`x`"\nstatus: "<b>"\n',
    "a page": "<!DOCTYPE html>\n" + _whole("<p>&amp;</p>\n"),
    "JSON": json.dumps({"id": "PM-2025-001", "title": "x", "status": "draft"}),
    "JSON, large": json.dumps({f"k{n}": [n, {"a": None}] for n in range(5_000)}),
    "a program": "import os\nos.system('ls')\n",
    "Markdown": "# Postmortem\n\n* item\n* item: [x](y)\n\n```\ncode\n```\n" * 500,
    "a table": _whole("| a | b |\n|---|---|\n"),
}
KINDS: dict[str, bytes] = BYTES | {name: text.encode() for name, text in TEXTS.items()}


def _peak() -> float:
    """Give the most memory that this process had so far, in MiB."""
    import resource

    # Linux counts what the parent had when this process began; the status of the process does not.
    status = Path("/proc/self/status")
    if status.is_file():
        (peak,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status.read_text("utf-8"), re.MULTILINE)
        return int(peak) / 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


def costs(folder: Path, kinds: Iterable[str]) -> Iterator[dict[str, object]]:
    """Validate each kind in a repository of its own file, and say what came of it."""
    (folder / "postmortems").mkdir()
    (folder / ".pmaction.yml").write_text("tracking: {system: local}\n", encoding="utf-8")
    path = folder / "postmortems" / "2025-12-14-hostile.yaml"
    for name in kinds:
        path.write_bytes(KINDS[name])
        out, err = io.StringIO(), io.StringIO()
        begun = time.process_time()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["validate", "--format", "json", "--now", "2026-01-05T09:00:00Z"])
        seconds = time.process_time() - begun
        found = json.loads(out.getvalue())["findings"] if code in (0, 1) else []
        yield {
            "code": code,
            "seconds": seconds,
            "peak": _peak(),
            "rules": sorted({one["rule"] for one in found}),
            "said": err.getvalue(),
        }


if __name__ == "__main__":
    import os

    os.chdir(sys.argv[1])
    for cost in costs(Path(sys.argv[1]), sys.argv[2:]):
        print(json.dumps(cost), flush=True)
