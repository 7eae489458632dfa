"""Find it: which service groups another project would bring, with the stairs that are here too."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.arrangements import Fate, Row
from xiwei.estate.models import Building, Project, Unit
from xiwei.service.models import GroupArea, ServiceGroup
from xiwei.service.queries.groups import of_project
from xiwei.shared.tongue import joined

NAME = 30  # characters of a group's
Area = tuple[Building, Unit | None]


@dataclass(frozen=True)
class Here:
    """What the target has: its groups by name, its buildings and units by theirs, and what is served already."""

    groups: dict[str, ServiceGroup]
    buildings: dict[str, Building]
    served: dict[int, set[int | None]]  # by building: its units that have a group; None is the whole of it

    def free(self, area: GroupArea) -> Area | None:
        """The same stair here, where no group serves any of it."""
        building = self.buildings.get(area.building.name)
        if building is None:
            return None
        served = self.served[building.pk]
        if area.unit is None:
            return None if served else (building, None)
        unit = next((one for one in building.units.all() if one.name == area.unit.name), None)
        return (building, unit) if unit and not served & {None, unit.pk} else None


@dataclass(frozen=True)
class Shape:
    """What becomes of one group: the one to be filled (None: a new one), and the stairs it gets."""

    group: ServiceGroup | None
    areas: Collection[Area]


def groups_beside(source: Project, target: Project) -> list[Row]:
    """Each group of the source: new here, or here already without stairs that it could have, or here and left alone."""
    here = _here(target)
    return [_row(group, _called(group.name, source, target), here) for group in of_project(source)]


def _called(name: str, source: Project, target: Project) -> str:
    """云帆大厦服务组 is 桂香园服务组 in 桂香园, where that is not too long for a name."""
    here = name.replace(source.name, target.name)
    return here if len(here) <= NAME else name


def _here(target: Project) -> Here:
    groups = {group.name: group for group in of_project(target)}
    buildings = {one.name: one for one in Building.objects.filter(project=target).prefetch_related("units")}
    served: dict[int, set[int | None]] = defaultdict(set)
    for group in groups.values():
        for area in group.areas.all():
            served[area.building_id].add(area.unit_id)
    return Here(groups, buildings, served)


def _row(group: ServiceGroup, name: str, here: Here) -> Row:
    ours = here.groups.get(name)
    areas = [found for area in group.areas.all() if (found := here.free(area))]
    if ours and (ours.areas.all() or not areas):
        return Row(name, Fate.STAYS, _("这里已有同名的组，照旧"))
    return Row(name, Fate.COMES, _why(areas, known=ours is not None), how=Shape(ours, areas))


def _why(areas: Collection[Area], *, known: bool) -> str:
    stairs = joined(f"{building}{unit or ''}" for building, unit in areas)
    if known:
        return gettext("组已经在，补上它服务的 {stairs}").format(stairs=stairs)
    return (
        gettext("服务 {stairs}；人请在这里安排").format(stairs=stairs)
        if areas
        else gettext("只有组名；人和楼请在这里选")
    )
