"""The composite action: its inputs become one command line, its outputs come from the command."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ruamel.yaml import YAML

from pmaction.actions_env import ActionInputs, read_environment, read_inputs
from pmaction.cli.action import COMMANDS, arguments, run
from pmaction.cli.step import Step
from pmaction.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent
ACTION: dict[str, Any] = YAML(typ="safe").load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
GOOD = """\
id: PM-2025-001
title: Mail was down
status: draft
severity: P1
"""


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        (
            ActionInputs("validate"),
            "validate --format github --sarif-file /t/x.sarif",
        ),
        (
            ActionInputs("validate", paths=("a b.yaml", "--help"), config="ops/pmaction.yml"),
            "validate --config ops/pmaction.yml --format github --sarif-file /t/x.sarif -- "
            "a b.yaml --help",
        ),
        (ActionInputs("plan"), "plan --format github"),
        (ActionInputs("comment", pull_request="12"), "comment --format github --pr 12"),
        (ActionInputs("comment"), "comment --format github"),
        (ActionInputs("apply", dry_run="false"), "apply --format github"),
        (
            ActionInputs("apply", dry_run="true", allow_creates="80"),
            "apply --format github --allow-creates 80 --dry-run",
        ),
        (
            ActionInputs("apply", allow_closes="30", max_wait="60"),
            "apply --format github --allow-closes 30 --max-wait 60",
        ),
        (
            ActionInputs("plan", cache="/t/issues.json"),
            "plan --format github --cache /t/issues.json",
        ),
        (ActionInputs("remind", max_wait="0"), "remind --format github --max-wait 0"),
        (ActionInputs("remind", dry_run="true"), "remind --format github --dry-run"),
        (ActionInputs("track"), "track --commit --format github"),
        (ActionInputs("track", dry_run="true"), "track --format github --check"),
        (ActionInputs("plan", dry_run="true"), "plan --format github"),
        (ActionInputs("doctor"), "doctor --format github"),
    ],
)
def test_inputs_become_one_command_line(inputs: ActionInputs, line: str) -> None:
    assert " ".join(arguments(inputs, "/t/x.sarif")) == line


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (ActionInputs("aply"), "the input `command` is `aply`. Did you mean `apply`?"),
        (ActionInputs(""), "the input `command` is ``"),
        (ActionInputs("apply", dry_run="yes"), "the input `dry-run` is `yes`"),
        (ActionInputs("remind", paths=("a",)), "the input `paths` means nothing to `remind`"),
        (
            ActionInputs("plan", allow_creates="3"),
            "the input `allow-creates` means nothing to `plan`",
        ),
        (
            ActionInputs("plan", allow_closes="3"),
            "the input `allow-closes` means nothing to `plan`",
        ),
        (
            ActionInputs("validate", max_wait="3"),
            "the input `max-wait` means nothing to `validate`",
        ),
    ],
)
def test_an_input_that_cannot_be_followed_is_refused_in_words(
    inputs: ActionInputs, said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        arguments(inputs, "")
    assert refused.value.message.startswith(said)


def test_inputs_are_read_from_the_environment_one_path_a_line() -> None:
    variables = {"INPUT_COMMAND": "plan", "INPUT_PATHS": "a.yaml\n\n  b c.yaml \n"}
    assert read_inputs(variables) == ActionInputs("plan", paths=("a.yaml", "b c.yaml"))


def test_every_input_reaches_the_command_and_none_reaches_the_shell() -> None:
    setup, command = STEPS
    handed = {
        re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value).group(1)  # type: ignore[union-attr]
        for value in [*command["env"].values(), command["working-directory"]]
        if "inputs." in value
    }
    assert handed == set(ACTION["inputs"])
    for step in (setup, command):
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


def test_the_action_needs_no_other_action() -> None:
    assert not any("uses" in step for step in STEPS)


def test_the_command_input_names_every_command() -> None:
    said = ACTION["inputs"]["command"]["description"]
    assert said == f"One of {', '.join(COMMANDS)}."


def test_every_output_is_one_that_a_command_sets() -> None:
    source = "".join(
        (ROOT / "pmaction/cli" / f"{name}.py").read_text(encoding="utf-8")
        for name in (
            "action",
            "step",
            "findings_shown",
            "plan",
            "apply",
            "remind",
            "comment",
            "track",
            "report",
        )
    )
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.run.outputs.{name} }}}}"
        assert f'"{name}"' in source, f"nothing sets the output {name}"


@pytest.fixture
def workflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables of a step on a runner, in an empty checkout."""
    checkout = tmp_path / "checkout"
    (checkout / ".git").mkdir(parents=True)
    monkeypatch.chdir(checkout)
    variables = {
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "RUNNER_TEMP": str(tmp_path),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


def outputs_of(variables: dict[str, str]) -> dict[str, str]:
    text = Path(variables["GITHUB_OUTPUT"]).read_text(encoding="utf-8")
    found = re.findall(r"^([\w-]+)<<(end-[0-9a-f]{32})\n(.*?)\n\2$", text, re.M | re.S)
    return {name: value for name, _, value in found}


def test_findings_are_counted_in_the_outputs_and_fail_the_step(workflow: dict[str, str]) -> None:
    target = Path("postmortems/2025/2025-12-01-mail.yaml")
    target.parent.mkdir(parents=True)
    target.write_text(GOOD.replace("draft", "drafd"))
    assert run({**workflow, "INPUT_COMMAND": "validate"}) == 1
    outputs = outputs_of(workflow)
    assert (outputs["findings"], outputs["errors"], outputs["warnings"]) == ("1", "1", "0")
    assert outputs["exit-code"] == "1"
    assert '"rule": "not-allowed"' in outputs["report"]
    assert Path(outputs["report-file"]).read_text(encoding="utf-8") == outputs["report"]
    assert '"2.1.0"' in Path(outputs["sarif-file"]).read_text(encoding="utf-8")
    assert "not-allowed" in Path(workflow["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")


def test_what_ends_a_command_is_shown_on_the_page_of_the_run(
    workflow: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".pmaction.yml").write_text("tracking: {system: gitlab}\n")
    assert run({**workflow, "INPUT_COMMAND": "plan"}) == 3
    (line,) = [one for one in capsys.readouterr().out.splitlines() if one.startswith("::")]
    assert line.startswith("::error title=pmaction::the configuration cannot be used%0A")
    assert ".pmaction.yml:1:20: error: `gitlab` is not a value of `system`" in line
    assert outputs_of(workflow)["exit-code"] == "3"


def test_a_wrong_input_is_shown_there_too_and_cannot_begin_a_command_of_its_own(
    workflow: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run({**workflow, "INPUT_COMMAND": "plan\n::set-env name=A::b"}) == 2
    lines = capsys.readouterr().out.splitlines()
    assert [line[:24] for line in lines] == ["::error title=pmaction::"]


def test_nothing_that_lies_in_the_checkout_is_imported(workflow: dict[str, str]) -> None:
    for name in ("click.py", "sitecustomize.py", "json.py", "pmaction.py"):
        Path(name).write_text("raise SystemExit('the checkout was imported')\n")
    done = subprocess.run(
        [sys.executable, "-I", "-m", "pmaction.cli.action"],
        env={**workflow, "PATH": os.environ["PATH"], "INPUT_COMMAND": "validate"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "-I -m pmaction.cli.action" in STEPS[1]["run"]
    assert STEPS[0]["run"].startswith("python3 -I ")


def set_up() -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "action" / "set_up.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_python_that_is_too_old_is_said_on_the_page_of_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = set_up()
    monkeypatch.setattr(module, "OLDEST", (99, 0))
    with pytest.raises(SystemExit) as ended:
        module.main()
    assert ended.value.code == 3
    assert capsys.readouterr().out.startswith("::error title=pmaction::pmaction needs Python 99.0")


def test_the_oldest_python_is_the_one_that_the_package_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">={}.{}".format(*set_up().OLDEST)


def test_only_what_is_locked_by_hash_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The real pip, a wheel of another content under a locked name."""
    module = set_up()
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for wheel in (ROOT / ".venv" / "wheels").glob("*.whl"):
        (wheels / wheel.name).write_bytes(wheel.read_bytes())
    (changed,) = wheels.glob("click-*.whl")
    changed.write_bytes(changed.read_bytes() + b"changed")
    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    with pytest.raises(SystemExit) as ended:
        module.make(module.environment_folder())
    assert ended.value.code == 3
    said = capsys.readouterr().out
    assert "DO NOT MATCH THE HASHES" in said
    assert "::error title=pmaction::The dependencies of pmaction cannot be installed" in said


@pytest.mark.parametrize(
    ("command", "lock"),
    [("validate", "files"), ("report", "report"), ("apply", "runtime"), ("", "runtime")],
)
def test_a_command_is_given_no_more_packages_than_it_needs(
    command: str, lock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPUT_COMMAND", command)
    assert set_up().locked() == ROOT / "requirements" / f"{lock}.txt"
    assert STEPS[0]["env"]["INPUT_COMMAND"] == STEPS[1]["env"]["INPUT_COMMAND"]


def test_every_command_gets_the_same_packages_as_the_tests() -> None:
    def pins(lock: str) -> set[str]:
        lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and line[0].isalpha()}

    assert pins("files") < pins("runtime") < pins("report") < pins("dev")


def test_nothing_is_built_during_set_up() -> None:
    source = (ROOT / "action" / "set_up.py").read_text(encoding="utf-8")
    assert '"--only-binary", ":all:"' in source


def test_a_report_too_large_for_an_output_is_a_file_alone(workflow: dict[str, str]) -> None:
    step = Step(read_environment(workflow), print)
    step.output({"changes": "1"}, report="x" * 400_001)
    outputs = outputs_of(workflow)
    assert outputs["report"] == ""
    assert len(Path(outputs["report-file"]).read_text(encoding="utf-8")) == 400_001
