"""The shape of the package: a pure core that knows no clock, environment, network or disk."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from types import MappingProxyType

import grimp
import pytest

import pmaction

ROOT = Path(pmaction.__file__).parent

# Everything that is not named here is core, so that a new module is pure unless someone says so.
SHELL = (
    "pmaction.__main__",
    "pmaction.actions_env",
    "pmaction.atomic_files",
    "pmaction.cli",
    "pmaction.file_search",
    "pmaction.git",
    "pmaction.release",
    "pmaction.resources",
    "pmaction.tracking",
    "pmaction.workspace",
)
# The one place where a plan meets a tracking system, which it knows by its Protocol alone.
EXECUTOR = "pmaction.apply"
# These talk to any tracking system, by its protocol.
SPEAKERS = (
    EXECUTOR,
    "pmaction.planning",
    "pmaction.reminding.looking",
    "pmaction.reminding.rounds",
    "pmaction.reminding.writing",
)
PROTOCOL = "pmaction.tracking.base"

EFFECTS = MappingProxyType(
    {
        "environment": {"os", "sys", "platform", "getpass", "locale"},
        "disk": {"io", "pathlib", "glob", "shutil", "tempfile", "fileinput", "sqlite3"},
        "clock": {"time", "sched"},
        "chance": {"random", "secrets", "uuid"},
        "other program": {"subprocess", "multiprocessing", "signal", "ctypes"},
        "thread": {"threading", "asyncio", "concurrent", "queue"},
        "network": {"socket", "ssl", "select", "http", "urllib", "ftplib", "smtplib", "requests"},
        "terminal": {"click", "rich", "getopt", "argparse", "curses", "readline", "logging"},
        "GitHub client": {"github"},
    }
)
# Pure parts of modules whose other parts are effects.
PURE_NAMES = frozenset({("pathlib", "PurePosixPath"), ("pathlib", "PurePath")})

FORBIDDEN_CALLS = MappingProxyType(
    {
        "clock": {"now", "utcnow", "today"},
        "disk": {"open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir"},
        "terminal": {"print", "input"},
        "code in data": {"eval", "exec", "compile", "__import__"},
    }
)


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("pmaction", include_external_packages=True, cache_dir=None)


def ours() -> list[str]:
    return sorted(m for m in graph().modules if m.split(".")[0] == "pmaction")


def belongs_to(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def is_core(module: str) -> bool:
    return module != "pmaction" and not any(belongs_to(module, one) for one in SHELL)


def core() -> list[str]:
    return [module for module in ours() if is_core(module)]


def imports(module: str) -> set[str]:
    return set(graph().find_modules_directly_imported_by(module))


def tree(module: str) -> ast.Module:
    path = ROOT.joinpath(*module.split(".")[1:])
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8"))


def imported_names(module: str) -> Iterator[tuple[str, str]]:
    """Give each imported top-level package with the name taken from it, wherever in the file."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module.split(".")[0], alias.name) for alias in node.names)


def calls(module: str) -> Iterator[tuple[str, ast.Call]]:
    """Give each call by the last part of what is called: `now` for `datetime.now()`."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute) and not is_re_compile(called):
                yield called.attr, node
            elif isinstance(called, ast.Name):
                yield called.id, node


def is_re_compile(called: ast.Attribute) -> bool:
    return isinstance(called.value, ast.Name) and called.value.id == "re"


def test_every_module_of_the_package_is_looked_at() -> None:
    files = {
        ".".join(["pmaction", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(
            ".__init__"
        )
        for path in ROOT.rglob("*.py")
    }
    assert files == set(ours())


def test_a_new_module_is_core_unless_it_is_named_as_shell() -> None:
    assert is_core("pmaction.something_new")
    assert is_core("pmaction.rules.something_new")
    assert is_core("pmaction.workspaces")
    assert not is_core("pmaction.cli.something_new")
    assert len(core()) > 40


@pytest.mark.parametrize("effect", EFFECTS)
def test_the_core_knows_no_effects(effect: str) -> None:
    broken = [
        f"{module} imports {package}"
        for module in core()
        for package, name in imported_names(module)
        if package in EFFECTS[effect] and (package, name) not in PURE_NAMES
    ]
    assert broken == [], f"the core knows no {effect}: hand in what it needs as a value"


@pytest.mark.parametrize("effect", FORBIDDEN_CALLS)
def test_the_core_calls_no_effects(effect: str) -> None:
    broken = [
        f"{module}:{call.lineno} calls {name}()"
        for module in core()
        for name, call in calls(module)
        if name in FORBIDDEN_CALLS[effect]
    ]
    assert broken == [], f"the core knows no {effect}: hand in what it needs as a value"


def test_the_core_knows_no_local_time_zone() -> None:
    broken = [
        f"{module}:{call.lineno}"
        for module in core()
        for name, call in calls(module)
        if name in ("astimezone", "fromtimestamp") and not (call.args[1:] or call.keywords)
        if name == "fromtimestamp" or not call.args
    ]
    assert broken == [], "the core knows no local time zone: every zone is named"


def test_the_core_never_imports_the_shell() -> None:
    broken = [
        f"{module} imports {other}"
        for module in core()
        for other in imports(module)
        if belongs_to(other, "pmaction") and other != "pmaction" and not is_core(other)
        if other != "pmaction.resources" and not (module in SPEAKERS and other == PROTOCOL)
    ]
    assert broken == [], "the core never imports the shell: effects reach it as values"


def test_the_shipped_files_are_read_in_one_place_and_only_for_schemas() -> None:
    importers = {m for m in core() if "pmaction.resources" in imports(m)}
    assert importers == {"pmaction.schema", "pmaction.schema_check"}, (
        "only the schemas are read while checking"
    )
    readers = {m for m in core() if "importlib" in {package for package, _ in imported_names(m)}}
    assert readers == set(), "shipped files are read by pmaction.resources alone"


def test_the_executor_knows_tracking_systems_by_their_protocol_alone() -> None:
    tracking = {other for other in imports(EXECUTOR) if belongs_to(other, "pmaction.tracking")}
    assert tracking == {PROTOCOL}, "apply writes to any tracking system alike"


def test_tracking_systems_know_neither_commands_nor_plans() -> None:
    broken = [
        f"{module} imports {other}"
        for module in ours()
        if belongs_to(module, "pmaction.tracking")
        for other in imports(module)
        if belongs_to(other, "pmaction.cli")
        or other in ("pmaction.plan", "pmaction.change", EXECUTOR, "pmaction.workspace")
    ]
    assert broken == [], "a tracking system knows issues, and not why they change"


def test_the_protocol_knows_no_tracking_system() -> None:
    assert not {other for other in imports(PROTOCOL) if belongs_to(other, "pmaction.tracking")}, (
        "the seam knows neither side"
    )


def test_rules_know_nothing_of_rendering_or_planning() -> None:
    broken = [
        f"{module} imports {other}"
        for module in ours()
        if belongs_to(module, "pmaction.rules")
        for other in imports(module)
        if belongs_to(other, "pmaction.render")
        or other in ("pmaction.plan", "pmaction.desired", "pmaction.issue", EXECUTOR)
    ]
    assert broken == [], "rules never import render: a rule says what is wrong, not how it looks"


def test_only_main_imports_the_commands() -> None:
    broken = [
        f"{module} imports {other}"
        for module in ours()
        if not belongs_to(module, "pmaction.cli") and module != "pmaction.__main__"
        for other in imports(module)
        if belongs_to(other, "pmaction.cli")
    ]
    assert broken == [], "nothing imports the command line: it is wiring"


def test_commands_are_imported_only_when_they_are_called() -> None:
    lazy = {other for other in imports("pmaction.cli") if belongs_to(other, "pmaction.cli")}
    assert lazy == set(), "start-up is quick: a command's module is imported when it is called"


def test_no_module_imports_itself_by_a_detour() -> None:
    broken = [
        f"{module} → {other}"
        for module in core()
        for other in imports(module)
        if belongs_to(other, "pmaction") and module in graph().find_upstream_modules(other)
    ]
    assert broken == [], "imports go one way"


def test_every_library_that_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {}).values()
    needs = [*project["dependencies"], *(need for extra in extras for need in extra)]
    declared = {plain_name(re.split(r"[^\w.-]", need)[0]) for need in needs}
    owners = packages_distributions()
    broken = [
        f"{module} imports {package}"
        for module in ours()
        for package, _ in imported_names(module)
        if package in owners and package != "pmaction"
        if not {plain_name(name) for name in owners[package]} & declared
    ]
    assert broken == [], "every library is named in pyproject.toml"


def plain_name(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
