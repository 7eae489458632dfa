"""Two clerks add the same name at the same moment: one has it, the other is told, and nothing is half done."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection

from xiwei.estate import actions, queries
from xiwei.estate.models import Building, Place, Project, Unit
from xiwei.estate.tests import make
from xiwei.estate.tests.make import NOW, SYSTEM, Plan
from xiwei.shared import scope
from xiwei.shared.refusals import BadInput

Add = Callable[[Project], object]


def place(project: Project) -> object:
    return actions.add_place(project, kind="gate", name="东门", by=SYSTEM, now=NOW)


def building(project: Project) -> object:
    return actions.add_building(project, name="9栋", plan=Plan(floors=3), by=SYSTEM, now=NOW)


def unit(project: Project) -> object:
    return actions.add_unit(project.buildings.get(), name="7单元", by=SYSTEM, now=NOW)


def rooms(project: Project) -> object:
    return actions.add_rooms(project.buildings.get(), numbers=["2001", "2002"], by=SYSTEM, now=NOW)


def twice_at_once(add: Add, project: Project, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Both go on to write only when both have looked, or a second has passed: what each came to."""
    looked, ended = threading.Barrier(2, timeout=1.0), []
    names = {name: getattr(queries, name) for name in ("place_names", "building_names", "labels_taken")}

    def and_wait(look: Callable[..., object]) -> Callable[..., object]:
        def looks(*given: object) -> object:
            found = look(*given)
            with suppress(threading.BrokenBarrierError):  # the other is held back, which is what the lock is for
                looked.wait()
            return found

        return looks

    for name, look in names.items():
        monkeypatch.setattr(queries, name, and_wait(look))

    def run() -> None:
        with scope.everywhere("race"):
            try:
                add(project)
                ended.append("did")
            except (BadInput, IntegrityError) as wrong:
                ended.append(type(wrong).__name__)
            finally:
                connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(ended)


@pytest.fixture
def ground(db) -> Project:
    project = make.project(make.company())
    actions.add_building(project, name="1栋", plan=Plan(floors=3), by=SYSTEM, now=NOW)
    return project


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("add", [place, building, rooms])
def test_the_same_name_twice_at_once_stands_once_and_the_second_is_told(ground, add, monkeypatch):
    before = (Place.objects.count(), Building.objects.count())
    assert twice_at_once(add, ground, monkeypatch) == ["BadInput", "did"]
    after = (Place.objects.count() - before[0], Building.objects.count() - before[1])
    assert after == ((add is place) * 1, (add is building) * 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time anyhow")
@pytest.mark.parametrize("add", [place, building, rooms])
def test_the_control_without_the_hold_meets_the_databases_own_refusal(ground, add, monkeypatch):
    monkeypatch.setattr(queries, "lock_project", lambda project: None)
    assert twice_at_once(add, ground, monkeypatch) == ["IntegrityError", "did"]


@pytest.mark.django_db
def test_a_unit_waits_for_the_project_as_the_rest_does(ground, monkeypatch):
    held = []
    monkeypatch.setattr(queries, "lock_project", held.append)
    unit(ground)
    assert (held, Unit.objects.count()) == ([ground], 1)
