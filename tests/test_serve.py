"""The server says before it starts what would leave its pages without their looks."""

import os
import runpy
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def serve() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "bin" / "serve.py"))


def listed(var: Path, *, age: float) -> None:
    (var / "static").mkdir()
    found = var / "static" / "staticfiles.json"
    found.write_text("{}")
    os.utime(found, (time.time() - age, time.time() - age))


def test_where_nothing_was_collected_it_says_what_to_run_and_does_not_start(serve, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XIWEI_VAR", str(tmp_path))
    monkeypatch.setenv("XIWEI_DEBUG", "0")
    monkeypatch.setitem(serve["main"].__globals__, "taken", lambda: False)
    monkeypatch.setitem(serve["main"].__globals__, "commands", lambda: pytest.fail("it started all the same"))
    assert serve["main"]() == 1
    said = capsys.readouterr().out
    assert "打不开页面" in said and "python manage.py collectstatic --no-input" in said and "已就绪" not in said


@pytest.mark.parametrize(("age", "says"), [(-60, ""), (10**9, "可能还是旧的")])
def test_an_old_collection_is_told_and_bars_nothing(serve, tmp_path, monkeypatch, age, says):
    monkeypatch.setenv("XIWEI_VAR", str(tmp_path))
    monkeypatch.setenv("XIWEI_DEBUG", "0")
    listed(tmp_path, age=age)
    said, barred = serve["uncollected"]()
    assert (says in said, bool(said), barred) == (True, bool(says), False)


def test_with_djangos_own_pages_for_programmers_nothing_need_be_collected(serve, tmp_path, monkeypatch):
    monkeypatch.setenv("XIWEI_VAR", str(tmp_path))
    monkeypatch.setenv("XIWEI_DEBUG", "1")
    assert serve["uncollected"]() == ("", False)
