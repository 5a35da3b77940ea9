"""The policy in force, made ready from what `.pmaction.yml` says."""

from __future__ import annotations

from msgspec import Struct

from pmaction.config import Config
from pmaction.model import DuePolicy


class Terms(Struct, frozen=True):
    """By what action items get their dates: all of the configuration that counts for it."""

    due: DuePolicy = "realistic"


def terms_of(config: Config) -> Terms:
    """Make a configuration's policy ready for use."""
    return Terms(config.due_policy)
