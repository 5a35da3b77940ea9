"""A postmortem that is made confidential when its issues have been open for long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import PATH, POSTMORTEM
from scenes import Scene, scene_in

SECRET = POSTMORTEM.replace("title:", "confidential: true\ntitle:", 1)
OTHER = "postmortems/2025/2025-12-02-search.yaml"
ELSEWHERE = "https://linear.app/acme/issue/SEC-12/zebra-leaked-by-vendor"


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A postmortem that came with a pull request, and whose two issues are open."""
    with scene_in(tmp_path, monkeypatch) as scene:
        scene.github.repository.private = True
        scene.merge(scene.pull({PATH: POSTMORTEM}))
        scene.apply_and_tell()
        yield scene


def push(scene: Scene, files: dict[str, str | None]) -> None:
    scene.mona.push(files, "Change something")
    scene.check_out("origin/main")


def test_the_plan_and_the_run_say_once_where_its_former_text_still_stands(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scene.run("remind") == 0
    block = scene.github.repository.issues[3].body or ""
    scene.mona.edit(3, body=block.replace("**Due:**", "**Due, says mona:**"))
    assert scene.run("apply") == 0
    push(scene, {PATH: SECRET})
    said = (
        "PM-2025-001 is confidential now: the titles and texts of its issues are replaced, but the "
        "history of #2, #3 keeps the former ones, and reminders may quote them; so do other "
        "comments of pmaction: 1 on #3, 1 on pull request #1."
    )
    capsys.readouterr()
    for command in ("plan", "apply"):
        assert scene.run(command) == 0
        assert said in capsys.readouterr().out
    titles = [scene.github.repository.issues[number].title for number in (2, 3)]
    assert titles == ["PM-2025-001: Confidential postmortem", "Action item A1 (confidential)"]
    for command in ("plan", "apply"):
        assert scene.run(command) == 0
        assert "is confidential now" not in capsys.readouterr().out


def test_one_that_was_confidential_from_the_start_has_nothing_to_take_back(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    push(scene, {PATH: SECRET.replace("PM-2025-001", "PM-2025-002")})
    assert scene.run("plan") == 0
    assert "is confidential now" not in capsys.readouterr().out


@pytest.mark.parametrize("file", [None, SECRET + "zebra: [\n", SECRET + "zebra: 1\n"])
def test_a_title_that_a_person_gave_it_since_is_not_shown_when_its_file_is_gone_or_unreadable(
    scene: Scene, capsys: pytest.CaptureFixture[str], file: str | None
) -> None:
    push(scene, {PATH: SECRET})
    assert scene.run("apply") == 0
    for number in (2, 3):
        scene.mona.edit(number, title="The zebra leaked")
    push(scene, {PATH: file, OTHER: POSTMORTEM.replace("PM-2025-001", "PM-2025-002")})
    pull = scene.github.repository.issues[1]
    pull.comments.clear()
    capsys.readouterr()
    for command in ("plan --format github", "apply --format github", "comment", "remind"):
        scene.run(*command.split())
    said = capsys.readouterr()
    texts = [said.out, said.err, *(one.body for one in pull.comments)]
    texts += [(scene.folder.parent / name).read_text() for name in ("summary", "output")]
    assert not [text for text in texts if "zebra leaked" in text]


def test_the_address_of_an_issue_elsewhere_is_not_told_and_no_issue_is_opened(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SECRET.replace("PM-2025-001", "PM-2025-002") + f"    issue: {ELSEWHERE}\n"
    push(scene, {OTHER: text})
    capsys.readouterr()
    assert scene.run("apply") == 0
    assert "PM-2025-002/A1 is already tracked by another issue" in capsys.readouterr().out
    assert len(scene.issues()) == 2


def test_an_owner_that_no_configuration_names_stays_unnamed_and_the_issue_needs_one(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    push(scene, {OTHER: SECRET.replace("PM-2025-001", "PM-2025-002").replace('"@alice"', "Zebras")})
    scene.token("doctor", issues="write", pull_requests="write", actions="read")
    scene.run("doctor")
    assert scene.run("apply") == 0
    assert "Zebras" not in capsys.readouterr().out
    (issue,) = (one for one in scene.issues() if one.title.startswith("Action item A1"))
    assert "**Owner:** `a team that is not shown`, but no such team" in (issue.body or "")
    assert "needs-owner" in issue.label_names
