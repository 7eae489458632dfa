"""What is done to the ground, the lines it leaves, and what it refuses."""

import pytest

from xiwei.estate import actions, queries
from xiwei.estate.models import Building, Place, PlaceKind, Project, ProjectKind, Room, RoomKind, Unit
from xiwei.estate.tests import make
from xiwei.estate.tests.make import NOW, SYSTEM, Plan
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Entry
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def test_a_company_is_founded_at_the_keyboard_with_its_line():
    company = actions.found_company(code=" XingHe ", name="星河物业服务有限公司", by=SYSTEM, now=NOW)
    assert (company.code, company.short_name) == ("xinghe", "星河物业服务有限公司")
    assert kinds() == ["estate.company_founded"]


def test_nobody_founds_a_company_from_a_page():
    made = make.cast()
    with pytest.raises(NotAllowed):
        actions.found_company(code="xinghe", name="星河", by=made.staff_he, now=NOW)


@pytest.mark.parametrize("code", ["", "c", "翠湖", "-cuihu", "cui hu", "a" * 25])
def test_a_company_code_that_cannot_be_kept_is_refused(code):
    with pytest.raises(BadInput):
        actions.found_company(code=code, name="星河", by=SYSTEM, now=NOW)


def test_two_companies_cannot_have_one_code():
    make.company("xinghe")
    with pytest.raises(BadInput, match="xinghe"):
        make.company("xinghe")


@pytest.mark.parametrize("kind", ProjectKind.values)
def test_a_project_of_every_kind_is_opened(kind):
    project = make.project(make.company(), kind=kind)
    assert Project.objects.get(pk=project.pk).kind == kind
    assert kinds() == ["estate.company_founded", "estate.project_opened"]


def test_a_project_code_taken_by_another_company_is_refused():
    made = make.cast()
    with pytest.raises(BadInput, match="AJ"):
        actions.open_project(made.company, code="aj", name="安居二期", kind="office", by=made.staff_he, now=NOW)


@pytest.mark.parametrize("code", ["", "C", "ch-1", "翠湖", "A" * 13, "CH 1"])
def test_a_project_code_that_cannot_head_a_ticket_number_is_refused(code):
    with pytest.raises(BadInput):
        make.project(make.company(), code=code)


def test_a_project_of_no_known_kind_leaves_nothing():
    company = make.company()
    with pytest.raises(ValueError):
        make.project(company, kind="moon")
    assert (Project.objects.count(), kinds()) == (0, ["estate.company_founded"])


def test_a_building_comes_with_its_units_and_rooms():
    project = make.project(make.company())
    plan = Plan(floors=5, units=2, per_floor=2, skip=frozenset({4}))
    building = actions.add_building(project, name="1栋", plan=plan, by=SYSTEM, now=NOW)
    assert [unit.name for unit in Unit.objects.filter(building=building)] == ["1单元", "2单元"]
    assert Room.objects.filter(building=building).count() == 16 == plan.count
    labels = list(Room.objects.filter(unit__name="2单元").order_by("label").values_list("label", flat=True))
    assert labels == [f"1栋2单元{floor}0{n}" for floor in (1, 2, 3, 5) for n in (1, 2)]
    assert kinds()[2:] == ["estate.building_added", "estate.rooms_added"]


def test_a_building_without_units_has_its_rooms_all_the_same():
    project = make.project(make.company(), kind="office")
    actions.add_building(project, name="A座", plan=Plan(floors=2, per_floor=1), by=SYSTEM, now=NOW)
    assert list(Room.objects.order_by("floor").values_list("label", "kind")) == [
        ("A座101", RoomKind.OFFICE),
        ("A座201", RoomKind.OFFICE),
    ]


@pytest.mark.parametrize(
    "plan",
    [
        Plan(floors=0),
        Plan(floors=151),
        Plan(floors=10, units=31),
        Plan(floors=10, per_floor=100),
        Plan(floors=100, units=10, per_floor=10),
    ],
)
def test_a_plan_nobody_meant_is_refused_and_leaves_nothing(plan):
    project = make.project(make.company())
    with pytest.raises(BadInput):
        actions.add_building(project, name="1栋", plan=plan, by=SYSTEM, now=NOW)
    assert Building.objects.count() == Room.objects.count() == 0


@pytest.mark.parametrize("name", ["", "  ", "一" * 21, "1栋"])
def test_a_building_name_that_cannot_be_kept_is_refused(name):
    made = make.cast()
    with pytest.raises(BadInput):
        actions.add_building(made.project, name=name, plan=Plan(floors=3), by=made.staff_zheng, now=NOW)


def test_a_unit_is_added_once():
    made = make.cast()
    unit = actions.add_unit(made.buildings[0], name="3单元", by=made.staff_zheng, now=NOW)
    assert unit.rank == 3
    with pytest.raises(BadInput, match="3单元"):
        actions.add_unit(made.buildings[0], name="3单元", by=made.staff_zheng, now=NOW)


@pytest.mark.parametrize(
    ("number", "floor"), [("1502", 15), ("101", 1), ("B103", -1), ("b201", -2), ("商铺3", 1), ("12003", 120)]
)
def test_a_floor_is_read_from_a_number(number, floor):
    made = make.cast()
    [room] = actions.add_rooms(made.buildings[1], numbers=[number], kind=RoomKind.SHOP, by=made.staff_zheng, now=NOW)
    assert (room.floor, room.label, room.kind) == (floor, f"2栋{number}", RoomKind.SHOP)


def test_rooms_that_stand_already_refuse_them_all_and_are_named():
    made = make.cast()
    before = Room.objects.count()
    with pytest.raises(BadInput, match="1栋1单元101"):
        actions.add_rooms(made.buildings[0], unit=made.units[0], numbers=["101", "901"], by=made.staff_zheng, now=NOW)
    with pytest.raises(BadInput, match="1栋1单元901"):
        actions.add_rooms(made.buildings[0], unit=made.units[0], numbers=["901", "901"], by=made.staff_zheng, now=NOW)
    assert Room.objects.count() == before


def test_a_place_is_added_with_a_code_its_line_keeps():
    made = make.cast()
    place = actions.add_place(made.project, kind=PlaceKind.GATE, name="西门", by=made.staff_zheng, now=NOW)
    assert queries.place_by_code(place.code) == place
    assert Entry.objects.get(kind="estate.place_added").data == {"name": "西门", "code": place.code}
    with pytest.raises(BadInput, match="西门"):
        actions.add_place(made.project, kind=PlaceKind.GATE, name="西门", by=made.staff_zheng, now=NOW)


def test_common_places_fill_only_the_gap():
    made = make.cast()
    ticks = ["lift", "lobby", "building_roof", "project_garage"]
    places = actions.add_common_places(made.project, ticks=ticks, by=made.staff_zheng, now=NOW)
    assert sorted(place.name for place in places) == [
        "1栋1单元大堂", "1栋2单元大堂", "1栋天台", "2栋1单元大堂", "2栋2单元大堂", "2栋天台", "地下车库",
    ]  # fmt: skip
    assert Entry.objects.filter(kind="estate.place_added").count() == 7
    assert actions.add_common_places(made.project, ticks=ticks, by=made.staff_zheng, now=NOW) == []


def test_a_changed_code_stops_and_a_new_one_serves():
    made = make.cast()
    old = made.lift.code
    place = actions.recode_place(made.lift, reason="被撕坏", by=made.staff_zheng, now=NOW)
    assert place.code != old
    assert queries.place_by_code(place.code) == made.lift
    assert queries.place_by_code(old) is None
    line = Entry.objects.get(kind="estate.place_recoded")
    assert line.data == {"old": old, "new": place.code, "reason": "被撕坏"}


def test_a_code_is_not_changed_without_a_reason():
    made = make.cast()
    with pytest.raises(BadInput, match="原因"):
        actions.recode_place(made.lift, reason="  ", by=made.staff_zheng, now=NOW)


def test_a_retired_place_answers_no_code_and_takes_no_new_one():
    made = make.cast()
    actions.retire_place(made.gate, reason="封闭施工", by=made.staff_zheng, now=NOW)
    assert queries.place_by_code(made.gate.code) is None
    with pytest.raises(NotNow, match="停用"):
        actions.recode_place(made.gate, reason="换新", by=made.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="停用"):
        actions.retire_place(made.gate, reason="再停", by=made.staff_zheng, now=NOW)


def test_a_line_that_cannot_be_written_undoes_the_deed(monkeypatch):
    made = make.cast()
    monkeypatch.setattr(ledger, "record_many", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("no ledger")))
    with pytest.raises(RuntimeError):
        actions.add_place(made.project, kind="gate", name="西门", by=made.staff_zheng, now=NOW)
    assert not Place.objects.filter(name="西门").exists()
