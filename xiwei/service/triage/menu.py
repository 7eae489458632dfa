"""The common menu and the dangers, read from the standards' own files.

Not through xiwei.standards.catalogue, which needs Django: the model must train and answer without it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

STANDARDS = Path(__file__).resolve().parents[2] / "standards" / "data"


@cache
def items() -> list[dict[str, Any]]:
    """All items of the common menu, in the order of the files' names."""
    files = sorted((STANDARDS / "menu").glob("*.toml"))
    return [item for path in files for item in tomllib.loads(path.read_text("utf-8")).get("item", [])]


@cache
def dangers() -> list[dict[str, Any]]:
    """All dangers in the file's order: code, words and the look-alikes (not_words) that are no danger."""
    return list(tomllib.loads((STANDARDS / "dangers.toml").read_text("utf-8"))["danger"])
