"""For all tests: no connection leaves this machine, and none fails because it is busy."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

from hypothesis import settings


class LeftTheMachine(AssertionError):
    """A test tried to reach the network."""


def stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse every connection and look-up but those of loopback, whoever asks for it."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host is not None and not is_loopback(host):
        raise LeftTheMachine(f"a test asked for {host}")


def is_loopback(host: str | bytes) -> bool:
    """Say whether a name or an address is this machine's own."""
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


sys.addaudithook(stay_here)
# How long something takes is the benchmark's business.
settings.register_profile("pmaction", deadline=None)
settings.load_profile("pmaction")
