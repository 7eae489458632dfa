"""翠湖花园 with arrangements of its own, and 云帆苑 of the same company, opened today, with one building."""

from datetime import datetime

from xiwei.estate.models import Building, Place, PlaceKind, Project, Unit
from xiwei.service.actions import groups
from xiwei.service.models import ServiceGroup
from xiwei.service.tests import make
from xiwei.shared import codes
from xiwei.standards import actions as standards
from xiwei.standards.models import Hours, TimePromise

EVERY_DAY = [(weekday, 480, 1200) for weekday in range(7)]
ALL = ["hours", "promises", "places", "groups"]


def two_projects() -> make.World:
    """`w.project` is the source, `w.fresh` the target: 1栋 with 1单元, hours as all begin with, and nothing else."""
    w = make.world()
    w.fresh = Project.objects.create(company=w.company, code="YF", name="云帆苑", kind="residential")
    building = Building.objects.create(company=w.company, project=w.fresh, name="1栋", floors=6)
    w.fresh_unit = Unit.objects.create(company=w.company, building=building, name="1单元", rank=1)
    w.fresh_building = building
    standards.fill_project(w.fresh, by=w.staff_he, now=w.now)
    standards.set_hours(w.project, hours=EVERY_DAY, by=w.staff_he, now=w.now)
    for clock, minutes in (("response", 20), ("resolution", 240)):
        standards.set_promise(
            w.company, project=w.project, urgency="ordinary", clock=clock, minutes=minutes, by=w.staff_he, now=w.now,
            reason="和业委会 王老师 13900001111 约定",
        )  # fmt: skip
    groups.form_group(w.project, name="二组", by=w.staff_he, now=w.now)
    return w


def place(w: make.World, project: Project, name: str, *, retired: datetime | None = None) -> Place:
    """One place of no building."""
    return Place.objects.create(
        company=project.company, project=project, kind=PlaceKind.GATE, name=name, code=codes.fresh(), retired_at=retired
    )


def hours(project: Project) -> list[tuple[int, int, int]]:
    return list(Hours.objects.filter(project=project).values_list("weekday", "opens", "closes"))


def promises(project: Project) -> list[tuple[str, str, int]]:
    rows = TimePromise.objects.filter(project=project, until=None)
    return sorted(rows.values_list("urgency", "clock", "minutes"))


def places(project: Project) -> list[str]:
    return sorted(Place.objects.filter(project=project).values_list("name", flat=True))


def shape(project: Project) -> dict[str, tuple[list[str], int]]:
    """Each group with its stairs, and how many serve in it."""
    found = ServiceGroup.objects.filter(project=project)
    return {one.name: (sorted(map(str, one.areas.all())), one.members.count()) for one in found}
