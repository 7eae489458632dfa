"""The cast: who stands in every test (house.md). Plain rows, made fast; their deeds go through actions.

`cast()` gives 翠湖花园 of 翠湖物业 with its people and two neighbours, the association, and 外人's company.
Phones: 13800000001 王芳, 02 李强, 03 赵敏, 04 孙师傅, 05 周勇, 06 吴姐, 07 陈园, 08 郑主任, 09 何经理,
10 林秘书, 11 外人. Everyone's password is `PASSWORD`. `NOW` is a Monday morning in working hours.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction

from xiwei.estate.models import (
    Building,
    Company,
    CompanyKind,
    Place,
    PlaceKind,
    Project,
    ProjectKind,
    Room,
    Unit,
)
from xiwei.people.actions import roles
from xiwei.people.models import Household, Line, Person, Post, Relation, Staff, Tenure
from xiwei.standards import catalogue
from xiwei.standards.models import Holiday, Hours, TimePromise

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 21, 10, 0, tzinfo=SHANGHAI)
SINCE = date(2024, 1, 1)
FOUNDED = datetime(2024, 1, 1, 9, 0, tzinfo=SHANGHAI)
PASSWORD = "ruhuxinweier2026"

PEOPLE = {
    "wang_fang": "王芳",
    "li_qiang": "李强",
    "zhao_min": "赵敏",
    "sun": "孙师傅",
    "zhou_yong": "周勇",
    "wu": "吴姐",
    "chen_yuan": "陈园",
    "zheng": "郑主任",
    "he": "何经理",
    "lin": "林秘书",
    "outsider": "外人",
}
# Who serves: attribute → (company, project, role, line, title); a project of None is the whole company.
STAFF = {
    "staff_zhao": ("zhao_min", "company", "project", "butler", Line.BUTLER, "管家"),
    "staff_sun": ("sun", "company", "project", "repairer", Line.REPAIR, "维修工"),
    "staff_zhou": ("zhou_yong", "company", "project", "guard", Line.ORDER, "秩序维护员"),
    "staff_wu": ("wu", "company", "project", "cleaner", Line.CLEANING, "保洁员"),
    "staff_chen": ("chen_yuan", "company", "project", "gardener", Line.GREENING, "绿化员"),
    "staff_zheng": ("zheng", "company", "project", "director", Line.MANAGEMENT, "小区主任"),
    "staff_he": ("he", "company", None, "manager", Line.MANAGEMENT, "公司经理"),
    "staff_lin": ("lin", "association", None, "secretary", Line.MANAGEMENT, "协会秘书"),
    "staff_outsider": ("outsider", "other_company", None, "manager", Line.MANAGEMENT, "公司经理"),
}
HOLIDAYS = [
    (date(2026, 9, 20), True, "国庆节"),
    (date(2026, 9, 25), False, "中秋节"),
    *((date(2026, 10, day), False, "国庆节") for day in range(1, 8)),
    (date(2026, 10, 10), True, "国庆节"),
]


@dataclass
class Cast:
    """Everyone and everything, by name."""

    now: datetime
    company: Company
    other_company: Company
    association: Company
    project: Project
    other_project: Project
    buildings: list[Building]
    units: list[Unit]
    rooms: list[Room]
    places: list[Place]
    other_place: Place
    other_room: Room
    lift: Place
    gate: Place
    room: Room
    neighbour_room: Room
    household: Household
    neighbour_household: Household
    other_household: Household
    wang_fang: Person
    li_qiang: Person
    zhao_min: Person
    sun: Person
    zhou_yong: Person
    wu: Person
    chen_yuan: Person
    zheng: Person
    he: Person
    lin: Person
    outsider: Person
    staff_zhao: Staff
    staff_sun: Staff
    staff_zhou: Staff
    staff_wu: Staff
    staff_chen: Staff
    staff_zheng: Staff
    staff_he: Staff
    staff_lin: Staff
    staff_outsider: Staff

    @property
    def everyone(self) -> dict[str, Person]:
        """All persons by attribute: for tables of who may."""
        return {name: getattr(self, name) for name in PEOPLE}


@transaction.atomic
def cast() -> Cast:
    """Make everyone, in about twenty queries."""
    made: dict = {"now": NOW}
    _companies(made)
    _ground(made)
    _people(made)
    _promises(made)
    return Cast(**made)


def _companies(made: dict) -> None:
    association = Company.objects.create(
        kind=CompanyKind.ASSOCIATION,
        code="binhai",
        name="滨海市物业管理协会",
        short_name="滨海物协",
        city="滨海",
        founded_at=FOUNDED,
    )
    company, other = Company.objects.bulk_create(
        Company(
            code=code,
            name=f"{name}服务有限公司",
            short_name=name,
            city="滨海",
            association=association,
            founded_at=FOUNDED,
        )
        for code, name in [("cuihu", "翠湖物业"), ("anju", "安居物业")]
    )
    made |= {"association": association, "company": company, "other_company": other}


def _ground(made: dict) -> None:
    """Two buildings of two stairs, six floors, two homes a floor; the other company's room and gate."""
    company, other = made["company"], made["other_company"]
    project, other_project = Project.objects.bulk_create(
        [
            Project(
                company=company,
                code="CH",
                name="翠湖花园",
                kind=ProjectKind.RESIDENTIAL,
                address="滨海市翠湖路 1 号",
                duty_phone="0574-55550001",
                opened_on=SINCE,
            ),
            Project(company=other, code="AJ", name="安居苑", kind=ProjectKind.RESIDENTIAL, opened_on=SINCE),
        ]
    )
    *buildings, other_building = Building.objects.bulk_create(
        Building(company=owner, project=where, name=f"{n}栋", floors=6, rank=n)
        for owner, where, n in [(company, project, 1), (company, project, 2), (other, other_project, 1)]
    )
    units = Unit.objects.bulk_create(
        Unit(company=company, building=building, name=f"{n}单元", rank=n) for building in buildings for n in (1, 2)
    )
    *rooms, other_room = Room.objects.bulk_create(
        [
            *(_room(unit, floor, n) for unit in units for floor in range(1, 7) for n in (1, 2)),
            Room(
                company=other,
                project=other_project,
                building=other_building,
                floor=1,
                number="101",
                label="1栋101",
            ),
        ]
    )
    *places, other_place = Place.objects.bulk_create(
        [
            *(
                Place(
                    company=company,
                    project=project,
                    building=unit.building,
                    unit=unit,
                    kind=PlaceKind.LIFT,
                    name=f"{unit.building.name}{unit.name}电梯",
                    code=f"CH0000{rank}",
                )
                for rank, unit in enumerate(units, start=1)
            ),
            Place(company=company, project=project, kind=PlaceKind.GATE, name="东门", code="CH00010"),
            Place(company=company, project=project, kind=PlaceKind.PLAYGROUND, name="儿童游乐场", code="CH00011"),
            Place(company=other, project=other_project, kind=PlaceKind.GATE, name="南门", code="AJ00001"),
        ]
    )
    made |= {
        "project": project,
        "other_project": other_project,
        "buildings": buildings,
        "units": units,
        "rooms": rooms,
        "other_room": other_room,
        "places": places,
        "other_place": other_place,
        "lift": places[0],
        "gate": places[len(units)],
        "room": _labelled(rooms, "1栋1单元501"),
        "neighbour_room": _labelled(rooms, "1栋1单元502"),
    }


def _room(unit: Unit, floor: int, n: int) -> Room:
    building = unit.building
    number = f"{floor}{n:02d}"
    return Room(
        company_id=unit.company_id,
        project_id=building.project_id,
        building=building,
        unit=unit,
        floor=floor,
        number=number,
        label=f"{building.name}{unit.name}{number}",
        area_centi=8950,
    )


def _labelled(rooms: list[Room], label: str) -> Room:
    return next(room for room in rooms if room.label == label)


def _people(made: dict) -> None:
    """Persons, their posts, and the homes."""
    role = roles.load()
    password = make_password(PASSWORD)
    persons = Person.objects.bulk_create(
        Person(phone=f"138{rank:08d}", phone_verified=True, name=name, joined_at=FOUNDED, password=password)
        for rank, name in enumerate(PEOPLE.values(), start=1)
    )
    made |= dict(zip(PEOPLE, persons, strict=True))
    staff = Staff.objects.bulk_create(
        Staff(
            company=made[company],
            person=made[person],
            number=f"{rank:03d}",
            name=made[person].name,
            title=title,
            joined_on=SINCE,
        )
        for rank, (person, company, _, _, _, title) in enumerate(STAFF.values(), start=1)
    )
    made |= dict(zip(STAFF, staff, strict=True))
    Post.objects.bulk_create(
        Post(
            company=made[company],
            staff=made[name],
            project=made[project] if project else None,
            role=role[code],
            line=line,
            since=SINCE,
        )
        for name, (_, company, project, code, line, _) in STAFF.items()
    )
    _homes(made)


def _homes(made: dict) -> None:
    """Two homes with their owners; the other company's household has nobody with an account."""
    homes = [("room", "王芳"), ("neighbour_room", "李强"), ("other_room", "安先生")]
    households = Household.objects.bulk_create(
        Household(
            company_id=made[room].company_id,
            project_id=made[room].project_id,
            room=made[room],
            name=name,
            since=SINCE,
        )
        for room, name in homes
    )
    Tenure.objects.bulk_create(
        Tenure(
            company_id=household.company_id,
            household=household,
            person=made[owner],
            relation=Relation.OWNER,
            contact=True,
            since=SINCE,
        )
        for household, owner in zip(households[:2], ["wang_fang", "li_qiang"], strict=True)
    )
    made |= dict(zip(["household", "neighbour_household", "other_household"], households, strict=True))


def _promises(made: dict) -> None:
    """The calendar (Monday to Saturday, 08:30 to 18:00, with the autumn's holidays) and the default times."""
    Holiday.objects.bulk_create(Holiday(date=day, works=works, name=name) for day, works, name in HOLIDAYS)
    Hours.objects.bulk_create(
        Hours(company_id=project.company_id, project=project, weekday=weekday, opens=510, closes=1080)
        for project in (made["project"], made["other_project"])
        for weekday in range(6)
    )
    TimePromise.objects.bulk_create(
        TimePromise(company=company, since=FOUNDED, **row)
        for company in (made["company"], made["other_company"])
        for row in catalogue.time_promises()
    )
