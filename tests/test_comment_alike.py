"""The comment on a pull request says if something like its new postmortem happened before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import PATH, POSTMORTEM
from scenes import Scene, bodies, scene_in

CAUSE = """\
root_cause:
  description: The connection pool to the mailbox database ran full at the daily peak, since its
    size was never raised.
"""
OLDER = POSTMORTEM.replace("Mail was down", "Mailbox connection pool ran full") + CAUSE
OTHER_PATH = "postmortems/2025/2025-12-15-mail-again.yaml"
NEW = (
    OLDER.replace("PM-2025-001", "PM-2025-002")
    .replace("2025-12-01", "2025-12-15")
    .replace("Mailbox connection pool ran full", "Mailbox database refused connections")
    .replace("id: A1", "id: B1")
)
SAID = "**PM-2025-002 looks like PM-2025-001**: same service mail; both speak of "
STILL = "1 action item of that one is still open: #2 (PM-2025-001/A1)."


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A repository in which the older postmortem has its issues."""
    with scene_in(tmp_path, monkeypatch) as scene:
        scene.mona.push({PATH: OLDER}, "Write the older one")
        scene.check_out("origin/main")
        assert scene.run("apply") == 0
        scene.token("reviewing", issues="read", pull_requests="write")
        yield scene


def comment_on(scene: Scene, files: dict[str, str | None], code: int = 0) -> str:
    pull = scene.pull(files)
    assert scene.run("comment", "--pr", str(pull.number)) == code
    return "\n".join(bodies(pull))


def test_the_older_one_is_named_with_what_is_still_open(scene: Scene) -> None:
    said = comment_on(scene, {OTHER_PATH: NEW})
    first, remark, *_ = said.split("\n\n")
    assert first == "**Merging this would open 2 issues.**"
    assert remark.startswith(SAID)
    assert remark.endswith(STILL)


def test_a_draft_that_opens_no_issues_is_told_too_and_once(scene: Scene) -> None:
    draft = NEW.replace("status: reviewed", "status: draft")
    pull = scene.pull({OTHER_PATH: draft})
    for _ in range(2):
        assert scene.run("comment", "--pr", str(pull.number)) == 0
    (said,) = bodies(pull)
    assert STILL in said


def test_nothing_is_said_once_all_of_it_is_done(scene: Scene) -> None:
    scene.mona.close(2)
    assert "looks like" not in comment_on(scene, {OTHER_PATH: NEW})


def older(number: int, day: str) -> dict[str, str | None]:
    """One more postmortem like the older one."""
    text = OLDER.replace("PM-2025-001", f"PM-2025-{number:03}").replace("2025-12-01", day)
    return {f"postmortems/2025/{day}-mail.yaml": text}


def named(said: str) -> list[str]:
    return re.findall(r"looks like (PM-2025-\d+)", said)


def test_three_likelier_ones_that_are_done_do_not_hide_one_that_is_not(scene: Scene) -> None:
    likelier = {**older(3, "2025-12-02"), **older(4, "2025-12-03"), **older(5, "2025-12-04")}
    scene.mona.push(likelier, "Write three more")
    scene.check_out("origin/main")
    scene.token("tracking", issues="write")
    assert scene.run("apply") == 0
    scene.token("reviewing", issues="read", pull_requests="write")
    pull = scene.pull({OTHER_PATH: NEW})
    assert scene.run("comment", "--pr", str(pull.number)) == 0
    assert named("".join(bodies(pull))) == ["PM-2025-005", "PM-2025-004", "PM-2025-003"]
    for issue in scene.issues():
        if any(f"PM-2025-00{n}/A" in issue.body for n in (3, 4, 5)):
            scene.mona.close(issue.number)
    assert scene.run("comment", "--pr", str(pull.number)) == 0
    assert named("".join(bodies(pull))) == ["PM-2025-001"]


UNLIKE = POSTMORTEM.replace("PM-2025-001", "PM-2025-002").replace("2025-12-01", "2025-12-15")
DECLARED = f"**PM-2025-002 repeats PM-2025-001**. {STILL}"


def test_what_a_postmortem_itself_calls_a_recurrence_is_told_whatever_its_words(
    scene: Scene,
) -> None:
    other = UNLIKE.replace("Mail was down", "Senders saw errors").replace("[mail]", "[web]")
    said = comment_on(scene, {OTHER_PATH: f"{other}recurrence_of: PM-2025-001\n"})
    assert said.split("\n\n")[1] == DECLARED


def test_what_is_declared_is_not_told_again_as_alike(scene: Scene) -> None:
    said = comment_on(scene, {OTHER_PATH: f"{NEW}recurrence_of: PM-2025-001\n"})
    assert DECLARED in said
    assert "looks like" not in said


def test_a_recurrence_of_what_is_done_is_not_told(scene: Scene) -> None:
    scene.mona.close(2)
    said = comment_on(scene, {OTHER_PATH: f"{NEW}recurrence_of: PM-2025-001\n"})
    assert "repeats" not in said


@pytest.mark.parametrize("named", ["PM-2025-002", "PM-2025-001"])
def test_what_repeats_itself_or_a_later_incident_is_not_told(scene: Scene, named: str) -> None:
    """The older one of the scene is from the 1st of December."""
    text = UNLIKE.replace("2025-12-15", "2025-11-15")
    pull = scene.pull({OTHER_PATH: f"{text}recurrence_of: {named}\n"})
    scene.run("comment", "--pr", str(pull.number))
    (said,) = bodies(pull)
    assert "Merging this would open" in said
    assert "repeats" not in said


def test_every_declared_recurrence_of_a_large_pull_request_is_told(scene: Scene) -> None:
    files: dict[str, str | None] = {
        f"postmortems/2025/{n}.yaml": UNLIKE.replace("PM-2025-002", f"PM-2025-{n:03}")
        + "recurrence_of: PM-2025-001\n"
        for n in range(2, 10)
    }
    said = comment_on(scene, files)
    assert len(re.findall(r"repeats PM-2025-001", said)) == 8


def test_nothing_is_said_of_what_is_not_alike(scene: Scene) -> None:
    other = POSTMORTEM.replace("PM-2025-001", "PM-2025-002").replace("2025-12-01", "2025-12-15")
    assert "looks like" not in comment_on(scene, {OTHER_PATH: other})


def test_nothing_is_said_where_the_new_one_is_not_part_of_the_pull_request(scene: Scene) -> None:
    draft = NEW.replace("status: reviewed", "status: draft")
    scene.mona.push({OTHER_PATH: draft}, "Write a draft")
    third = POSTMORTEM.replace("PM-2025-001", "PM-2025-003").replace("[mail]", "[web]")
    said = comment_on(scene, {"postmortems/2025/2025-12-01-web.yaml": third})
    assert "open 2 issues" in said
    assert "looks like" not in said


@pytest.mark.parametrize("which", ["older", "new"])
def test_of_a_confidential_one_nothing_is_said(scene: Scene, which: str) -> None:
    scene.github.repository.private = True
    files: dict[str, str | None] = {OTHER_PATH: NEW}
    changed = PATH if which == "older" else OTHER_PATH
    files[changed] = f"{OLDER if which == 'older' else NEW}confidential: true\n"
    files[OTHER_PATH] = f"{files[OTHER_PATH]}recurrence_of: PM-2025-001\n"
    said = comment_on(scene, files)
    assert "looks like" not in said
    assert "repeats" not in said


def test_names_in_it_call_nobody_and_are_no_markdown(scene: Scene) -> None:
    service = '"[@alice](https://example.com)"'
    scene.mona.push({PATH: OLDER.replace("[mail]", f"[{service}]")}, "Rename the service")
    said = comment_on(scene, {OTHER_PATH: NEW.replace("[mail]", f"[{service}]")})
    assert "same service \\[@\u200balice\\](https://example.com)" in said
