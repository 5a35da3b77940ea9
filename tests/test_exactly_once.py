"""Promise 1 for `local`, by the state machine of `organization.py`."""

from __future__ import annotations

from pathlib import Path

from contract.harness import Harness, LocalHarness
from hypothesis import HealthCheck, settings
from organization import Organization


class Local(Organization):
    """Issues in a folder."""

    def begin(self, folder: Path) -> Harness:
        return LocalHarness(folder)


TestLocal = Local.TestCase
TestLocal.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
