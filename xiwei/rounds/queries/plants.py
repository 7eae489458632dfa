"""Find what grows where, its last care, what ails it, and the works announced on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils import timezone

from xiwei.estate.models import Place, PlaceKind, Project
from xiwei.people.models import Credential, Person, Staff, Tenure
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission, permits
from xiwei.rounds.models import (
    CareDone,
    GreenWork,
    Planting,
    PlantPhoto,
    Sighting,
    Weather,
    WeatherKind,
    WorkKind,
    WorkState,
)
from xiwei.rounds.rules import greening, spraying
from xiwei.rounds.rules.greening import Task
from xiwei.rounds.rules.spraying import Ground, Span
from xiwei.shared.refusals import NotAllowed
from xiwei.standards import catalogue
from xiwei.standards.queries import standards

WEEK = timedelta(days=7)


def project_for(who: Who, pk: int) -> Project:
    """A project whose plants one keeps: its gardeners, and who sees or plans its rounds.

    Raises Project.DoesNotExist for a stranger, NotAllowed for a colleague of another line.
    """
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    if not permits(staff, Permission.ROUND_SEE, project.pk):
        greening.check_may_tend(staff, project)
    return project


def estate_for(who: Who, pk: int) -> Project:
    """A project whose flowers one may look at: who lives there, and all who serve the company. Raises DoesNotExist."""
    project = Project.objects.select_related("company").get(pk=pk)
    lives = any(one.household.project_id == pk for one in who.tenures)
    if not lives and who.staff_in(project.company_id) is None:
        raise Project.DoesNotExist
    return project


def projects_of(staff: Staff) -> list[Project]:
    """The projects in whose greening one serves, or which one plans, that have anything planted."""
    rows = Project.objects.filter(company_id=staff.company_id).order_by("pk")
    return [one for one in rows if greening.may_tend(staff, one)]


def standing(projects: Collection[Project]) -> QuerySet[Planting]:
    """What grows there now, by place and plant, with its latest own picture."""
    shown = PlantPhoto.objects.filter(sighting__isnull=True)
    rows = Planting.objects.filter(project__in=projects, ended_at__isnull=True)
    rows = rows.select_related("place__building", "place__project", "project")
    return rows.prefetch_related(Prefetch("photos", shown, to_attr="own_photos")).order_by(
        "place__name", "place_id", "plant"
    )


def planting_for(who: Who, pk: int) -> Planting:
    """A planting for its keepers. Raises Planting.DoesNotExist or NotAllowed."""
    rows = Planting.objects.select_related("place__building", "place__project", "project__company")
    planting = rows.get(pk=pk)
    try:
        project_for(who, planting.project_id)
    except Project.DoesNotExist as absent:
        raise Planting.DoesNotExist from absent
    return planting


def lock(pk: int) -> Planting:
    """The planting as it is now, held."""
    held = Planting.objects.select_for_update(of=("self",))
    return held.select_related("place__building", "place__project", "project__company").get(pk=pk)


def is_planted(place: Place, code: str) -> bool:
    """Whether the plant stands at the place already."""
    return Planting.objects.filter(place=place, plant=code, ended_at__isnull=True).exists()


def with_playground(project: Project) -> set[int]:
    """Buildings of the project that have a playground."""
    return _buildings_with(project, (PlaceKind.PLAYGROUND,))


def _buildings_with(project: Project, kinds: Collection[str]) -> set[int]:
    rows = Place.objects.filter(
        project=project, kind__in=kinds, building_id__isnull=False, retired_at__isnull=True
    ).values_list("building_id", flat=True)
    return set(rows)


def last_cares(plantings: Iterable[Planting]) -> dict[int, dict[str, date]]:
    """By planting, the last day of each kind of care: one query."""
    rows = CareDone.objects.filter(planting__in=list(plantings)).order_by()
    made: dict[int, dict[str, date]] = defaultdict(dict)
    for planting_id, what, day in rows.values_list("planting_id", "what").annotate(day=Max("day")):
        made[planting_id][what] = day
    return made


def wet_days(projects: Collection[Project], today: date) -> dict[int, set[date]]:
    """By project, the days near today with a standing warning of rain or snow."""
    begin, end = today - WEEK, today + 2 * WEEK
    rows = Weather.objects.filter(
        project__in=projects, kind__in=[WeatherKind.RAIN, WeatherKind.SNOW], called_off_at__isnull=True,
        ends_at__date__gte=begin, starts_at__date__lte=end,
    )  # fmt: skip
    made: dict[int, set[date]] = defaultdict(set)
    for one in rows:
        day, last = timezone.localdate(one.starts_at), timezone.localdate(one.ends_at)
        while day <= last:
            made[one.project_id].add(day)
            day += timedelta(days=1)
    return made


def tasks_of(plantings: Collection[Planting], today: date) -> dict[int, list[Task]]:
    """By planting, what comes next of each care."""
    last = last_cares(plantings)
    wet = wet_days(list({one.project for one in plantings}), today)
    return {
        one.pk: greening.due(
            one.known.care if one.known else (), since=one.since, last=last.get(one.pk, {}), today=today,
            indoors=one.place.kind in greening.INDOORS, wet=wet.get(one.project_id, set()),
        )
        for one in plantings
    }  # fmt: skip


@dataclass
class Chore:
    """One care at one place, of one or more plantings: what a gardener does in one go."""

    place: Place
    what: str
    day: date
    plantings: list[Planting]
    note: str
    late: int = 0


def week_of(projects: Collection[Project], today: date) -> list[Chore]:
    """What is due in these projects within a week, what waited longest first."""
    plantings = list(standing(projects))
    made: dict[tuple[int, str, date], Chore] = {}
    tasks = tasks_of(plantings, today)
    for one in plantings:
        for task in tasks[one.pk]:
            if task.day >= today + WEEK:
                continue
            key = one.place_id, task.what, max(task.day, today)
            chore = made.setdefault(key, Chore(one.place, task.what, max(task.day, today), [], task.note))
            chore.plantings.append(one)
            chore.late = max(chore.late, task.late(today))
    return sorted(made.values(), key=lambda chore: (chore.day, -chore.late, chore.place.name, chore.what))


def open_sightings(projects: Collection[Project]) -> QuerySet[Sighting]:
    """Pests seen and not yet dealt with, the oldest first."""
    rows = Sighting.objects.filter(planting__project__in=projects, settled_at__isnull=True)
    return rows.select_related("planting__place", "by").prefetch_related("photos").order_by("at", "pk")


def sightings_of(planting: Planting) -> list[Sighting]:
    """What was seen at a planting, the latest first."""
    return list(planting.sightings.select_related("by", "planting__place").prefetch_related("photos")[:20])


def sighting_for(who: Who, pk: int) -> Sighting:
    """A sighting for the planting's keepers. Raises Sighting.DoesNotExist or NotAllowed."""
    rows = Sighting.objects.select_related("planting__place__building", "planting__project__company", "by")
    found = rows.get(pk=pk)
    try:
        project_for(who, found.planting.project_id)
    except Project.DoesNotExist as absent:
        raise Sighting.DoesNotExist from absent
    return found


def lock_sighting(pk: int) -> Sighting:
    """The sighting as it is now, held."""
    held = Sighting.objects.select_for_update(of=("self",))
    return held.select_related(
        "planting__place__building", "planting__place__project", "planting__project__company"
    ).get(pk=pk)


def works(projects: Collection[Project], *, since: datetime) -> QuerySet[GreenWork]:
    """Sprayings and cuttings announced, that were not over before then."""
    rows = GreenWork.objects.filter(project__in=projects, safe_until__gte=since)
    return rows.select_related("place", "planting", "worker", "sighting").order_by("starts_at", "pk")


def work_for(who: Who, pk: int) -> GreenWork:
    """A work for its project's keepers. Raises GreenWork.DoesNotExist or NotAllowed."""
    rows = GreenWork.objects.select_related("place__building", "planting__place", "project__company", "worker__person")
    found = rows.get(pk=pk)
    try:
        project_for(who, found.project_id)
    except Project.DoesNotExist as absent:
        raise GreenWork.DoesNotExist from absent
    return found


def lock_work(pk: int) -> GreenWork:
    """The work as it is now, held."""
    held = GreenWork.objects.select_for_update(of=("self",))
    return held.select_related("place__building", "project__company", "worker__person").get(pk=pk)


def lock_place(pk: int) -> Place:
    """The place, held: two works planned at once come after each other."""
    return Place.objects.select_for_update(of=("self",)).select_related("project__company", "building").get(pk=pk)


def ground(place: Place, kind: str, worker: Staff, *, planting: Planting | None, day: date) -> Ground:
    """What bears on a work at a place: five queries at most."""
    project = place.project
    others = GreenWork.objects.filter(place=place).exclude(state=WorkState.CALLED_OFF)
    warned = Weather.objects.filter(project=project, called_off_at__isnull=True)
    near = _buildings_with(project, (PlaceKind.PLAYGROUND, PlaceKind.GATE))
    children = place.kind in (PlaceKind.PLAYGROUND, PlaceKind.GATE) or place.building_id in near
    wanted = _certificate(project, kind, day)
    return Ground(
        others=[
            Span(timezone.localtime(one.starts_at), timezone.localtime(one.safe_until), str(one), one.kind)
            for one in others.filter(safe_until__date__gte=day - timedelta(days=1))
        ],
        weather=[
            Span(timezone.localtime(one.starts_at), timezone.localtime(one.ends_at), str(one), one.kind)
            for one in warned.filter(ends_at__date__gte=day)
        ],
        children=children or project.kind in greening.SCHOOLS,
        count=planting.count if planting else None,
        area=planting.area if planting else None,
        certificate=catalogue.certificates().get(wanted, {}).get("name", wanted),
        certified=not wanted or _holds(worker, wanted, day),
    )


def _certificate(project: Project, kind: str, day: date) -> str:
    if kind != WorkKind.SPRAY:
        return ""
    rows = standards.in_force(project.company_id, day).filter(code=spraying.SPRAYING)
    return str(rows.values_list("certificate", flat=True).first() or "")


def _holds(worker: Staff, kind: str, day: date) -> bool:
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
    return Credential.objects.filter(good, staff=worker, kind=kind).exists()


def gardeners(project: Project) -> list[Staff]:
    """Who can be sent: those of the greening line in the project."""
    rows = Staff.objects.filter(company_id=project.company_id, left_on__isnull=True)
    rows = rows.select_related("person").prefetch_related("posts")
    return [one for one in rows.order_by("pk") if greening.gardens(one, project.pk)]


def neighbours(place: Place) -> list[Person]:
    """Whom a work at a place concerns: those who live in its building, or in the whole estate where it has none."""
    rows = Tenure.objects.filter(until__isnull=True, household__project_id=place.project_id)
    if place.building_id:
        rows = rows.filter(household__room__building_id=place.building_id)
    return list(Person.objects.filter(pk__in=rows.values("person_id")).order_by("pk"))


def photo_for(who: Who, pk: int) -> PlantPhoto:
    """A picture for whoever may look at the estate's plants; of a pest, for its keepers. Raises PlantPhoto.DoesNotExist."""
    found = PlantPhoto.objects.select_related("planting__project", "photo").get(pk=pk)
    find = estate_for if found.sighting_id is None else project_for
    try:
        find(who, found.planting.project_id)
    except (Project.DoesNotExist, NotAllowed) as absent:
        raise PlantPhoto.DoesNotExist from absent
    return found


def codes_at(place: Place) -> set[str]:
    """The plants at a place; whoever holds the code of its wall may know them."""
    return set(Planting.objects.filter(place=place, ended_at__isnull=True).values_list("plant", flat=True))
