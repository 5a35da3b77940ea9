"""The guard of `conftest.py` itself."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_no_test_can_reach_the_network(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(AssertionError, match="a test asked for"):
        one.connect((host, 443))


def test_no_test_can_look_a_name_up() -> None:
    with pytest.raises(AssertionError, match="a test asked for"):
        socket.getaddrinfo("example.com", 443)
