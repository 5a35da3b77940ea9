"""Whether a token may do something, found out by asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pmaction.errors import TrackingError, TrackingUnavailable
from pmaction.tracking.github_client import Forbidden, NotFound, Refused


def is_allowed(ask: Callable[[], Any]) -> bool | None:
    """Say whether the token may ask this, and None where nobody can say.

    GitHub looks at the right first and at what is asked then: so a write that can never be done
    tells whether it might have been.
    """
    try:
        ask()
    except (Forbidden, NotFound):
        return False
    except Refused:
        return True
    except TrackingUnavailable:
        raise
    except TrackingError:
        return None
    return True
