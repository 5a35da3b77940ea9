"""Lets the tests here import `standin`, wherever they are started from.

This folder itself is no package: a package of this name would hide PyGithub, which is imported
as `github`.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)
