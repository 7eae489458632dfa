"""Lay the whole ground of the demo, in order: companies, projects, people, homes, groups, rosters, leaves."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db import transaction

from xiwei.estate.models import Building, Company, CompanyKind, Place, Project, Room, RoomKind, Unit
from xiwei.ledger import actions as ledger
from xiwei.people.actions import roles
from xiwei.people.models import Credential, Leave, LeaveState, Line, Person, Staff
from xiwei.service.actions import groups
from xiwei.service.demo import archive, estate, homes, members, rosters
from xiwei.service.demo.ground import Scale, Site, World
from xiwei.service.demo.people import CAST, HOME_PHONES, OFFICES, PASSWORD, POSTS, Hiring
from xiwei.service.demo.rosters import Away, Duty, Served
from xiwei.service.models import GroupMember, ServiceGroup
from xiwei.standards import queries as standards
from xiwei.standards.models import MenuItem

COMPANIES = {"cuihu": ("翠湖物业", 3), "anju": ("安居物业", 2)}
# Leaves by project: who is away, from and to how many days from today, why, who covers. One of today's is covered by
# a colleague, the other by the group's stand-in; the long one in spring is a bad week for 3栋 and 4栋.
LEAVES: dict[str, list[Away]] = {
    "CH": [
        Away("butler1", -128, -121, "年休假，带孩子回老家", "butler2"),
        Away("repair2", -251, -241, "腰伤休养"),
        Away("director", -203, -199, "外出培训"),
        Away("guard3", -62, -58, "办婚事", "guard7"),
        Away("repair4", -35, -32, "孩子开学"),
        Away("clean3", -90, -85, "探亲"),
        Away("butler3", -2, 2, "家人住院，陪护", "butler2"),
        Away("clean2", 0, 1, "看病", "clean5"),
        Away("green2", 5, 9, "回乡探亲", "green1"),
    ],
    "YF": [Away("repair2", -75, -70, "年休假"), Away("clean2", 3, 6, "探亲", "clean3")],
    "SD": [Away("green2", -40, -36, "农忙")],
    "AJ": [Away("guard2", -20, -17, "年休假")],
}


def build(scale: Scale, *, with_members: bool = True) -> World:
    """Everything before the first story, in a few transactions. The database has no companies yet."""
    role = roles.load()
    chance = scale.chance("ground")
    began = estate.founded(scale.today, 4)
    association = estate.found("binhai", "滨海市物业管理协会", now=began, kind=CompanyKind.ASSOCIATION)
    companies = {
        code: estate.found(code, name, now=estate.founded(scale.today, years), over=association)
        for code, (name, years) in COMPANIES.items()
    }
    hiring = Hiring(role, scale.today.date())
    cast: dict[str, Person] = {}
    offices = {code: _office(one, hiring, scale) for code, one in {**companies, "binhai": association}.items()}
    phones = count(HOME_PHONES)
    sites = {}
    for code, (company, plot) in estate.plots(scale.rooms).items():
        years = COMPANIES[company][1]
        opened = estate.founded(scale.today, years) + timedelta(days=20)
        project = estate.open_project(companies[company], plot, chance=scale.chance(f"walls {code}"), now=opened)
        sites[code] = _site(scale, companies[company], project, offices[company], hiring, phones, cast, opened)
    found = Person.objects.filter(phone__in=[phone for _, phone in CAST.values()])
    found.update(password=make_password(PASSWORD))  # hashed once for all of them: it is slow by design
    cast |= {str(person.phone): person for person in found}
    world = World(
        scale, companies["cuihu"], companies["anju"], association, sites,
        {key: cast[phone] for key, (_, phone) in CAST.items()},
    )  # fmt: skip
    archive.fill(world)
    if with_members:
        world.members = members.found_members(association, chance=chance, today=scale.today)
    return world


@transaction.atomic
def _office(company: Company, hiring: Hiring, scale: Scale) -> list[Staff]:
    """Those whose post is the whole company."""
    now = company.founded_at + timedelta(days=1)
    return [hiring.hire(company, post, None, now=now) for post in OFFICES[company.code]]


def _site(
    scale: Scale, company: Company, project: Project, office: list[Staff], hiring: Hiring, phones: Iterator[int],
    cast: dict[str, Person], opened: datetime,
) -> Site:  # fmt: skip
    site = Site(company, project, managers=office)
    site.buildings = list(project.buildings.all())
    site.units = list(Unit.objects.filter(building__project=project).select_related("building").order_by("pk"))
    rooms = Room.objects.filter(project=project).select_related("building", "unit", "project")
    site.rooms = list(rooms.order_by("pk"))
    site.places = list(Place.objects.filter(project=project).select_related("building", "unit").order_by("pk"))
    _people_of(site, scale, hiring, phones, opened)
    _serve(site, scale, opened)
    _promises_of(site)
    _hang_codes(site, opened + timedelta(days=6))
    return site


@transaction.atomic
def _hang_codes(site: Site, now: datetime) -> None:
    """The walls' codes were printed and hung before anything was asked."""
    ledger.record("estate.codes_printed", site.project, by=site.director, at=now, count=len(site.places))


@transaction.atomic
def _people_of(site: Site, scale: Scale, hiring: Hiring, phones: Iterator[int], opened: datetime) -> None:
    """Colleagues and households."""
    for post in POSTS[site.project.code]:
        site.staff[post.key] = hiring.hire(site.company, post, site.project, now=opened + timedelta(days=3))
    registry = homes.registry(scale, opened, site.project.code, phones)
    site.homes = registry.settle([room for room in site.rooms if room.kind != RoomKind.PARKING])
    registry.write(site.homes)
    homes.keep_states(site.rooms)


@transaction.atomic
def _serve(site: Site, scale: Scale, opened: datetime) -> None:
    """Groups with stand-ins, the roster, and who is away."""
    now = opened + timedelta(days=5)
    _form_groups(site, now)
    duty = site.duty = _duty(site, scale)
    manager = site.managers[0]
    duty.leaves = rosters.grant(
        site.staff, LEAVES[site.project.code], today=scale.today, by=site.director, manager=manager
    )
    rosters.write(duty, by=site.director, now=scale.today - timedelta(days=rosters.BACK + 2, hours=-10))
    if site.project.code == "CH":
        _ask_leave(site, scale)


def _ask_leave(site: Site, scale: Scale) -> None:
    """One leave waits for the director's answer."""
    staff, at = site.staff["guard5"], scale.now - timedelta(hours=19)
    leave = Leave.objects.create(
        company=site.company, staff=staff, starts_at=scale.today + timedelta(days=6),
        ends_at=scale.today + timedelta(days=8), reason="回老家参加婚礼", state=LeaveState.ASKED,
    )  # fmt: skip
    ledger.record(
        "people.leave_asked", staff, by=staff, at=at, written_at=at, person=staff.person, name=staff.name,
        reason=leave.reason,
    )  # fmt: skip


def _form_groups(site: Site, now: datetime) -> None:
    """四位一体: a butler, a repairer, a guard, a cleaner (and a gardener) for a share of the buildings."""
    shares = 4 if site.project.code == "CH" else 1
    names = ["一组", "二组", "三组", "四组"] if shares == 4 else [f"{site.project.name}服务组"]
    for nth, name in enumerate(names, start=1):
        group = groups.form_group(site.project, name=name, by=site.director, now=now)
        for line, member, stand_in in _members(site, nth, shares):
            groups.set_member(group, line=line, staff=member, stand_in=stand_in, by=site.director, now=now)
        if mine := _share(site, nth, shares):
            groups.set_areas(group, areas=[(building, None) for building in mine], by=site.director, now=now)
        site.groups.append(group)


def _share(site: Site, nth: int, shares: int) -> list[Building]:
    """The n-th group's buildings: neighbours; the shops go with the last homes."""
    homes = [building for building in site.buildings if building.name != "商业街"]
    size = -(-len(homes) // shares)
    mine = homes[(nth - 1) * size : nth * size]
    return mine + [building for building in site.buildings if building not in homes and nth == shares]


def _members(site: Site, nth: int, shares: int) -> list[tuple[str, Staff, Staff | None]]:
    """The n-th group's people; each one's stand-in is a colleague who is not in the group."""
    staff, after = site.staff, nth % shares + 1
    if shares > 1:
        return [
            (Line.BUTLER, staff[f"butler{nth}"], staff[f"butler{after}"]),
            (Line.REPAIR, staff[f"repair{nth}"], staff[f"repair{after}"]),
            (Line.ORDER, staff[f"guard{nth}"], staff[f"guard{nth + 4}"]),
            (Line.CLEANING, staff[f"clean{nth}"], staff["clean5" if nth < 3 else "clean6"]),
            (Line.GREENING, staff["green1" if nth < 3 else "green2"], staff["green2" if nth < 3 else "green1"]),
        ]
    return [
        (Line.BUTLER, staff["butler1"], staff["watch1"]),
        (Line.REPAIR, staff["repair1"], staff["repair2"]),
        (Line.ORDER, staff["guard1"], staff["guard3"]),
        (Line.CLEANING, staff["clean1"], staff["clean2"]),
        (Line.GREENING, staff["green1"], staff.get("green2")),
    ]


def _duty(site: Site, scale: Scale) -> Duty:
    posts = POSTS[site.project.code]
    served = [Served(site.staff[post.key], post.line, post.beat, post.offset) for post in posts]
    members: dict[int, dict[str, GroupMember]] = {}
    found = ServiceGroup.objects.filter(project=site.project).prefetch_related(
        "members__staff__person", "members__stand_in__person", "areas"
    )
    for group in found:
        for area in group.areas.all():
            members[area.building_id] = {one.line: one for one in group.members.all()}
    held = list(Credential.objects.filter(staff__in=site.staff.values()))
    return Duty(
        site.project, scale.today.date(), served, members=members, director=site.director, managers=site.managers,
        held=held,
    )  # fmt: skip


def _promises_of(site: Site) -> None:
    site.calendar = standards.calendar(site.project.pk)
    site.promises = standards.promises(company_id=site.company.pk, project_id=site.project.pk)
    site.items = {one.code: one for one in MenuItem.objects.filter(company=site.company, until__isnull=True)}
