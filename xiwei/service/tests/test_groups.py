"""Service groups as their page keeps them: whole or not at all, each stair once, each change a line."""

import html

import pytest

from xiwei.estate import firstday
from xiwei.estate.models import Building
from xiwei.ledger.models import Entry
from xiwei.people.models import Line
from xiwei.service.actions import groups
from xiwei.service.models import GroupArea, GroupMember, ServiceGroup
from xiwei.service.queries import duty
from xiwei.service.queries import groups as queries
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared.refusals import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def serving(group: ServiceGroup) -> dict[str, tuple[str, str]]:
    """Line → member and stand-in."""
    rows = GroupMember.objects.filter(group=group).select_related("staff", "stand_in")
    return {row.line: (row.staff.name, row.stand_in.name if row.stand_in else "") for row in rows}


def kinds() -> list[str]:
    found = Entry.objects.filter(kind__startswith="service.group_").order_by("pk")
    return [kind.removeprefix("service.group_") for kind in found.values_list("kind", flat=True)]


def save(w, **changed: object) -> object:
    """The group's page sent as 郑主任 has it, with some of it changed; "" leaves a line open."""
    form = {f"member_{member.line}": member.staff_id for member in w.group.members.all()}
    form["areas"] = [f"{area.building_id}-{area.unit_id or ''}" for area in w.group.areas.all()]
    return signed_in(w.zheng).post(f"/projects/{w.project.pk}/groups/{w.group.pk}/", {**form, "key": "k", **changed})


def test_only_what_changed_on_the_page_leaves_a_line(w):
    assert (save(w).status_code, kinds()) == (302, [])
    answer = save(w, stand_in_repair=w.staff_zhou.pk, key="k2", member_greening="")
    assert (answer.status_code, kinds()) == (302, ["member_set", "member_removed"])
    assert serving(w.group)["repair"] == ("孙师傅", "周勇") and "greening" not in serving(w.group)


def test_the_same_page_sent_again_does_not_undo_what_was_set_meanwhile(w):
    save(w, stand_in_repair=w.staff_zhou.pk, key="once")
    save(w, stand_in_repair="", key="twice")
    assert (save(w, stand_in_repair=w.staff_zhou.pk, key="once").status_code, serving(w.group)["repair"]) == (
        302,
        ("孙师傅", ""),
    )


def test_a_page_with_one_fault_keeps_nothing_of_itself(w):
    other = groups.form_group(w.project, name="二组", by=w.staff_zheng, now=w.now)
    before, lines = serving(w.group), len(kinds())
    taken = w.buildings[1]
    GroupArea.objects.filter(group=w.group, building=taken).update(group=other)
    both = [f"{one.pk}-" for one in w.buildings]
    answer = save(w, member_repair=w.staff_zhou.pk, areas=both)
    assert answer.status_code == 422 and "已由“二组”服务" in html.unescape(answer.content.decode())
    assert (serving(w.group), len(kinds())) == (before, lines)


def test_a_unit_with_a_group_of_its_own_is_served_by_it_and_the_rest_by_the_whole_building_s(w):
    own = groups.form_group(w.project, name="一单元组", by=w.staff_zheng, now=w.now)
    building, unit = w.buildings[0], w.units[0]
    groups.set_areas(own, areas=[(building, unit)], by=w.staff_zheng, now=w.now)
    groups.set_member(own, line="repair", staff=w.staff_zhou, stand_in=None, by=w.staff_zheng, now=w.now)

    def repairer(unit_id: int) -> str:
        spot = duty.Spot(w.company.pk, w.project.pk, building.pk, unit_id)
        return duty.on_duty(spot, Line.REPAIR, w.now).staff.name

    assert [repairer(one.pk) for one in w.units[:2]] == ["周勇", "孙师傅"]


@pytest.mark.parametrize("case", ["twice", "elsewhere", "another's unit"])
def test_a_stair_is_served_once_and_stands_in_the_project(w, case):
    from xiwei.estate.models import Building

    one, two = w.buildings
    theirs = Building.objects.get(project=w.other_project)
    areas, says = {
        "twice": ([(one, None), (one, None)], "选了两次"),
        "elsewhere": ([(theirs, None)], "不在这个小区"),
        "another's unit": ([(two, w.units[0])], "不在这个小区"),
    }[case]
    with pytest.raises(BadInput, match=says):
        groups.set_areas(w.group, areas=areas, by=w.staff_zheng, now=w.now)
    assert w.group.areas.count() == 2


def test_a_member_works_here_and_does_not_stand_in_for_themself(w):
    for staff, stand_in, says in (
        (w.staff_outsider, None, "不在翠湖花园任职"),
        (w.staff_sun, w.staff_outsider, "不在翠湖花园任职"),
        (w.staff_sun, w.staff_sun, "替班人不能是本人"),
    ):
        with pytest.raises(BadInput, match=says):
            groups.set_member(w.group, line="repair", staff=staff, stand_in=stand_in, by=w.staff_zheng, now=w.now)


def test_stairs_without_a_group_are_named_the_whole_building_or_the_unit(w):
    assert queries.bare_stairs(w.project) == []
    first, second = w.buildings
    groups.set_areas(w.group, areas=[(first, w.units[0])], by=w.staff_zheng, now=w.now)
    assert queries.bare_stairs(w.project) == [f"{first.name}{w.units[1].name}", second.name]
    page = html.unescape(signed_in(w.zheng).get(f"/projects/{w.project.pk}/groups/").content.decode())
    assert f"{first.name}{w.units[1].name}" in page and second.name in page


def ready(w) -> tuple[int, bool, bool, tuple[str, ...]]:
    """The checklist's step of the groups: how many, begun, done, and what is left."""
    [step] = [one for one in firstday.progress(w.project, w.now) if str(one.step.title) == "服务组"]
    return step.count, step.begun, step.done, step.left


def test_the_checklist_is_done_with_groups_only_when_no_stair_is_without_and_names_those_left(w):
    assert ready(w) == (1, False, True, ())
    first, second = w.buildings
    groups.set_areas(w.group, areas=[(first, None)], by=w.staff_zheng, now=w.now)
    assert ready(w) == (1, True, False, (second.name,))
    page = html.unescape(signed_in(w.zheng).get(f"/projects/{w.project.pk}/").content.decode())
    assert (f"还差：{second.name}。" in page, "还差 1 处" in page, "都准备好了" in page) == (True, True, False)
    w.group.delete()
    assert ready(w) == (0, False, False, ())


def test_the_checklist_names_five_and_counts_the_others(w):
    for number in range(3, 10):
        Building.objects.create(company=w.company, project=w.project, name=f"{number}栋", floors=1, rank=number)
    page = html.unescape(signed_in(w.zheng).get(f"/projects/{w.project.pk}/").content.decode())
    assert "还差：3栋、4栋、5栋、6栋、7栋等 7 处。" in page and "8栋" not in page


def test_the_household_sees_the_new_face_at_once(w):
    groups.set_member(w.group, line="repair", staff=w.staff_zhou, stand_in=None, by=w.staff_zheng, now=w.now)
    page = html.unescape(signed_in(w.wang_fang).get("/home/").content.decode())
    assert ("周勇" in page, "孙师傅" in page) == (True, False)
