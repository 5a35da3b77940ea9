"""`pmaction report` on GitHub: it reads, writes nothing there, and leads to files and issues."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from checkouts import PATH, POSTMORTEM
from scenes import scene_in


def test_it_takes_two_rights_to_read_and_writes_nothing_on_github(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene_in(tmp_path, monkeypatch) as scene:
        scene.mona.push({PATH: POSTMORTEM}, "Write it")
        scene.check_out("origin/main")
        assert scene.run("apply") == 0
        scene.writes()
        scene.token("reading", issues="read")
        assert scene.run("report", "--format", "html", "--output", "../report.html") == 0
        assert scene.run("report", "--format", "json", "--output", "../report.json") == 0
        assert scene.run("report", "--format", "markdown", "--output", "../report.md") == 0
        assert scene.writes() == []
    links = re.findall(r'href="(http[^"]+)"', (tmp_path / "report.html").read_text())
    blob, issue = links
    assert re.fullmatch(rf"https://github.example.com/acme/site/blob/[0-9a-f]{{40}}/{PATH}", blob)
    assert issue.endswith("/acme/site/issues/2")
    told = json.loads((tmp_path / "report.json").read_text())
    (item,) = told["open_items"]
    assert (item["key"], item["issue"], item["url"]) == ("PM-2025-001/A1", 2, issue)
    assert item["opened"] is not None, "GitHub knows since when it is open"
    markdown = (tmp_path / "report.md").read_text()
    assert f"[PM-2025-001]({blob})" in markdown
    assert f"[#2]({issue})" in markdown
