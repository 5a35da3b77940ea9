"""Finds and reads the configuration, and refuses what it cannot mean."""

from __future__ import annotations

import os
from pathlib import Path

from pmaction.config import DEFAULT_PATH, Config
from pmaction.errors import ConfigurationError
from pmaction.findings import Finding
from pmaction.path_patterns import fixed_folder
from pmaction.reading import read_config
from pmaction.render.text import findings_text, printable
from pmaction.tracker.names import data_file
from pmaction.workspace import Workspace

_MISTAKEN_NAMES = (".pmaction.yaml", "pmaction.yml", "pmaction.yaml")


def is_there(workspace: Workspace, path: Path, named: str | None) -> bool:
    """Say whether there is a configuration. Raises ConfigurationError for one that is no use."""
    if os.path.isfile(path):  # noqa: PTH113  (Path's own raises where this says no)
        return True
    if named is not None:
        raise ConfigurationError(
            f"there is no file {printable(named)}", "Check the --config option."
        )
    if os.path.lexists(path):
        raise ConfigurationError(
            f"{DEFAULT_PATH} is not a file: it is a folder, or a link that leads nowhere",
            "Put the configuration itself there, or remove it; none is needed.",
        )
    for name in _MISTAKEN_NAMES:
        if os.path.lexists(workspace.root / name):
            raise ConfigurationError(
                f"{name} is not read: the configuration is called {DEFAULT_PATH}",
                f"Rename it to {DEFAULT_PATH}, or name it with --config.",
            )
    return False


def refuse_bad_places(workspace: Workspace, config: Config) -> None:
    """Raise ConfigurationError for what leads out of the repository, or is written into `.git`."""
    tracker = (config.tracker_file, data_file(config.tracker_file))
    writes = [("tracker_file", path) for path in tracker]
    if config.tracking.system != "github":
        writes.append(("tracking.folder", config.tracking.folder))
    reads = [("postmortems", fixed_folder(pattern)) for pattern in config.postmortems]
    for key, relative in (*writes, *reads):
        real = Path(os.path.realpath(workspace.root / relative))
        if not real.is_relative_to(workspace.root):
            raise ConfigurationError(
                f"`{key}` in the configuration leads out of the repository: {relative} is a link",
                "Name a path inside the repository.",
            )
        inside = (*relative.split("/"), *real.relative_to(workspace.root).parts)
        if key != "postmortems" and ".git" in map(str.casefold, inside):
            raise ConfigurationError(
                f"`{key}` in the configuration is inside .git: {relative}",
                "That folder belongs to git; name another path.",
            )


def read_config_file(workspace: Workspace, path: Path) -> Config:
    """Read the configuration. Raises ConfigurationError with the place of each mistake."""
    raw = workspace.read(path, trusted=True)
    shown = workspace.shown(path)
    config = (raw,) if isinstance(raw, Finding) else read_config(shown, raw)
    if isinstance(config, Config):
        return config
    text = raw.decode("utf-8", errors="replace") if isinstance(raw, bytes) else ""
    raise ConfigurationError(
        f"the configuration cannot be used\n\n{findings_text(config, {shown: text}, 1)}",
    )
