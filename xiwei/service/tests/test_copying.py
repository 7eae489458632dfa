"""A new project takes over what another has arranged: each part by itself, once, and nothing that is somebody's."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from xiwei.estate import arrangements, firstday
from xiwei.estate.actions import copying as actions
from xiwei.estate.arrangements import Fate
from xiwei.estate.models import Place, Project
from xiwei.ledger.models import Entry
from xiwei.people.models import Post, Role
from xiwei.service.actions import groups
from xiwei.service.models import GroupMember, ServiceGroup
from xiwei.service.tests import like
from xiwei.service.tests.like import ALL
from xiwei.service.tests.test_races import DID, at_once, control, either_late, threads_meet, without_lock
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow
from xiwei.standards import actions as standards
from xiwei.standards.models import TimePromise
from xiwei.standards.queries.copying import DEFAULT_HOURS


@pytest.fixture
def w(db):
    return like.two_projects()


def copy(w, *parts, by=None, source=None, target=None):
    return actions.copy_arrangements(
        source or w.project, target or w.fresh, parts=parts, by=by or w.staff_he, now=w.now
    )


def rows(w, code) -> list[tuple[str, str, str]]:
    """What the preview says of one part: (name, fate, why)."""
    [one] = arrangements.shown(w.project, w.fresh, by=w.staff_he, only=[code])
    return sorted((row.name, row.fate.value, str(row.why)) for row in one.rows)


def lines(kind="estate.arrangements_copied"):
    return list(Entry.objects.filter(kind=kind))


# ── each part ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_working_week_comes_in_place_of_the_one_all_begin_with(w):
    assert rows(w, "hours") == [
        ("周一至周日 08:00–20:00", "comes", "这里现在是开张时的 周一至周六 08:30–18:00，会换成这样")
    ]
    copy(w, "hours")
    assert like.hours(w.fresh) == like.EVERY_DAY


def test_hours_of_its_own_stay_and_hours_not_yet_given_come(w):
    standards.set_hours(w.fresh, hours=[(0, 600, 660)], by=w.staff_he, now=w.now)
    assert [row[1:] for row in rows(w, "hours")] == [("stays", "这里已定为 周一 10:00–11:00，照旧")]
    w.fresh.hours.all().delete()
    assert [row[1:] for row in rows(w, "hours")] == [("comes", "这里还没有定")]


def test_lengths_of_its_own_come_with_a_reason_that_names_nobody(w):
    copy(w, "promises")
    assert like.promises(w.fresh) == [("ordinary", "resolution", 240), ("ordinary", "response", 20)]
    reasons = TimePromise.objects.filter(project=w.fresh).values_list("source", flat=True)
    assert set(reasons) == {"照翠湖花园的时限"}


def test_a_length_that_is_set_here_or_is_the_company_s_stays(w):
    standards.set_promise(
        w.company, project=w.fresh, urgency="ordinary", clock="response", minutes=45, by=w.staff_he, now=w.now,
        reason="夜里少人",
    )  # fmt: skip
    TimePromise.objects.filter(company=w.company, project=None, clock="resolution", urgency="ordinary").update(
        minutes=240
    )
    assert rows(w, "promises") == [
        ("一般办结 4 小时", "stays", "和公司现在的时限一样，不用另定"),
        ("一般响应 20 分钟", "stays", "这里已定为 45 分钟，照旧"),
    ]


def test_places_come_with_codes_of_their_own_on_the_building_and_unit_of_the_same_name(w):
    like.place(w, w.project, "旧门", retired=w.now)
    like.place(w, w.fresh, "东门")
    kept = Place.objects.get(project=w.fresh).code
    assert rows(w, "places") == [
        ("1栋1单元电梯", "comes", ""),
        ("1栋2单元电梯", "cannot", "这里还没有同名的楼栋或单元；登记以后可以再带一次"),
        ("2栋1单元电梯", "cannot", "这里还没有同名的楼栋或单元；登记以后可以再带一次"),
        ("2栋2单元电梯", "cannot", "这里还没有同名的楼栋或单元；登记以后可以再带一次"),
        ("东门", "stays", "这里已有同名的，照旧"),
        ("儿童游乐场", "comes", ""),
    ]
    copy(w, "places")
    assert like.places(w.fresh) == ["1栋1单元电梯", "东门", "儿童游乐场"]
    lift = Place.objects.get(project=w.fresh, name="1栋1单元电梯")
    assert (lift.building, lift.unit, lift.kind) == (w.fresh_building, w.fresh_unit, "lift")
    assert Place.objects.get(project=w.fresh, name="东门").code == kept
    codes = set(Place.objects.filter(project=w.project).values_list("code", flat=True))
    assert codes & set(Place.objects.filter(project=w.fresh).values_list("code", flat=True)) == set()


def test_groups_come_as_a_shape_with_the_stairs_that_are_here_and_nobody_in_them(w):
    assert rows(w, "groups") == [
        ("一组", "comes", "服务 1栋；人请在这里安排"),
        ("二组", "comes", "只有组名；人和楼请在这里选"),
    ]
    copy(w, "groups")
    assert like.shape(w.fresh) == {"一组": (["1栋"], 0), "二组": ([], 0)}
    assert like.shape(w.project) == {"一组": (["1栋", "2栋"], 5), "二组": ([], 0)}


def test_a_group_called_after_the_source_is_called_after_the_target_where_the_name_is_not_too_long(w):
    long = "翠湖花园" + "东" * 26
    for name in ("翠湖花园服务组", long):
        groups.form_group(w.project, name=name, by=w.staff_he, now=w.now)
    Project.objects.filter(pk=w.fresh.pk).update(name="云帆家园北区")
    w.fresh.refresh_from_db()
    copy(w, "groups")
    assert set(like.shape(w.fresh)) == {"一组", "二组", "云帆家园北区服务组", long}
    assert [row[1] for row in rows(w, "groups")] == ["stays"] * 4


def test_a_group_of_the_same_name_keeps_its_stairs_and_people(w):
    ours = groups.form_group(w.fresh, name="一组", by=w.staff_he, now=w.now)
    groups.set_areas(ours, areas=[(w.fresh_building, w.fresh_unit)], by=w.staff_he, now=w.now)
    assert [row[:2] for row in rows(w, "groups")] == [("一组", "stays"), ("二组", "comes")]
    copy(w, "groups")
    assert like.shape(w.fresh)["一组"] == (["1栋1单元"], 0)


def test_a_group_brought_before_its_buildings_gets_them_when_it_is_brought_again(w):
    w.fresh_building.units.all().delete()
    w.fresh_building.delete()
    copy(w, "groups")
    assert like.shape(w.fresh) == {"一组": ([], 0), "二组": ([], 0)}
    w.fresh.buildings.create(company=w.company, name="2栋")
    assert rows(w, "groups")[0] == ("一组", "comes", "组已经在，补上它服务的 2栋")
    copy(w, "groups")
    assert like.shape(w.fresh) == {"一组": (["2栋"], 0), "二组": ([], 0)}


def test_a_stair_that_another_group_serves_here_is_left_to_it(w):
    ours = groups.form_group(w.fresh, name="自家组", by=w.staff_he, now=w.now)
    groups.set_areas(ours, areas=[(w.fresh_building, w.fresh_unit)], by=w.staff_he, now=w.now)
    copy(w, "groups")
    assert like.shape(w.fresh) == {"自家组": (["1栋1单元"], 0), "一组": ([], 0), "二组": ([], 0)}


# ── the line, the first day, the source ──────────────────────────────────────────────────────────────────────────────


def test_one_line_of_the_project_says_what_was_brought_and_the_source_is_as_it_was(w):
    def stands():
        return like.hours(w.project), like.promises(w.project), like.places(w.project), like.shape(w.project)

    before = stands()
    line = copy(w, *ALL)
    assert [(one.pk, one.project_id) for one in lines()] == [(line.pk, w.fresh.pk)]
    assert line.data == {
        "source": "翠湖花园",
        "brought": "工作时间 1 项、自己的时限 2 项、公共地点 3 处、服务组 2 组",
        "counts": {"hours": [1, 0, 0], "promises": [2, 0, 0], "places": [3, 0, 3], "groups": [2, 0, 0]},
    }
    assert stands() == before


def test_only_what_is_ticked_comes(w):
    copy(w, "places")
    assert (like.hours(w.fresh), like.promises(w.fresh), like.shape(w.fresh)) == (DEFAULT_HOURS, [], {})


def test_the_first_day_s_steps_are_done_where_they_are_and_no_group_without_people_is(w):
    def stand():
        said = {str(one.step.title): one for one in firstday.progress(w.fresh, w.now)}
        return said["公共地点"].done, said["服务组"].done, list(said["服务组"].left)

    assert stand() == (False, False, [])
    copy(w, *ALL)
    assert stand() == (True, False, ["一组还没有人", "二组还没有人"])
    for group in ServiceGroup.objects.filter(project=w.fresh):
        GroupMember.objects.create(company=w.company, group=group, line="butler", staff=w.staff_zhao)
    assert stand() == (True, True, [])


def test_a_failed_line_undoes_all_of_it(w, monkeypatch):
    monkeypatch.setattr(actions, "_record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        copy(w, *ALL)
    assert (like.hours(w.fresh), like.promises(w.fresh), like.places(w.fresh), like.shape(w.fresh)) == (
        DEFAULT_HOURS, [], [], {},
    )  # fmt: skip


# ── who may, and what is refused ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["zhao", "sun", "zhou", "wu", "chen", "zheng", "lin", "outsider"])
def test_who_does_not_make_both_projects_ready_brings_nothing(w, name):
    with pytest.raises(NotAllowed):
        copy(w, "places", by=getattr(w, f"staff_{name}"))
    assert like.places(w.fresh) == []


def test_the_director_of_both_brings_places_and_groups_and_is_told_what_is_the_company_s(w):
    director = Role.objects.get(company=None, code="director")
    Post.objects.create(
        company=w.company, staff=w.staff_zheng, project=w.fresh, role=director, line="management", since=w.now.date()
    )
    staff = w.staff_zheng.__class__.objects.prefetch_related("posts__role").get(pk=w.staff_zheng.pk)
    shown = arrangements.shown(w.project, w.fresh, by=staff)
    assert [(one.part.code, bool(one.refused)) for one in shown] == [
        ("hours", True), ("promises", True), ("places", False), ("groups", False),
    ]  # fmt: skip
    with pytest.raises(NotAllowed, match="“工作时间”不归您的岗位管，什么也没有带过来"):
        copy(w, *ALL, by=staff)
    assert (like.places(w.fresh), len(lines())) == ([], 0)
    copy(w, "places", "groups", by=staff)
    assert (like.hours(w.fresh), len(like.places(w.fresh)), len(like.shape(w.fresh))) == (DEFAULT_HOURS, 3, 2)


def test_another_company_s_project_is_refused_in_a_sentence_both_ways(w):
    for source, target in ((w.other_project, w.fresh), (w.fresh, w.other_project)):
        with pytest.raises(NotAllowed):
            copy(w, "places", source=source, target=target)
    with pytest.raises(NotAllowed, match="只能照本公司的小区来"):
        copy(w, "places", source=w.other_project)


def test_the_same_project_nothing_ticked_a_part_there_is_not_and_nothing_to_bring_are_refused(w):
    for refusal, said, asked in [
        (BadInput, "选的就是云帆苑自己", lambda: copy(w, "places", source=w.fresh)),
        (BadInput, "还没有勾选要带的部分", lambda: copy(w)),
        (BadInput, "勾选里有一样已经没有了", lambda: copy(w, "places", "people")),
        (NotNow, "这里什么也没有改", lambda: copy(w, *ALL, source=bare(w))),
    ]:
        with pytest.raises(refusal, match=said):
            asked()
    assert lines() == []


def bare(w) -> Project:
    return Project.objects.create(company=w.company, code="KB", name="空白园", kind="park")


def test_a_second_time_brings_nothing_twice_and_says_so(w):
    copy(w, *ALL)
    before = like.places(w.fresh), like.shape(w.fresh), like.promises(w.fresh)
    with pytest.raises(NotNow, match="云帆苑都已经有了"):
        copy(w, *ALL)
    assert ((like.places(w.fresh), like.shape(w.fresh), like.promises(w.fresh)), len(lines())) == (before, 1)


@threads_meet
@either_late
def test_two_who_bring_the_same_at_once_bring_it_once(w, late):
    assert sorted(at_once(*[lambda: copy(w, *ALL)] * 2, late=late)) == ["NotNow", DID]
    assert (like.places(w.fresh), len(like.shape(w.fresh)), like.promises(w.fresh), len(lines())) == (
        ["1栋1单元电梯", "东门", "儿童游乐场"], 2, [("ordinary", "resolution", 240), ("ordinary", "response", 20)], 1,
    )  # fmt: skip


@control
def test_the_control_of_two_at_once_meets_the_table_s_own_refusal(w):
    seen = []

    def look() -> None:
        [one] = arrangements.shown(w.project, w.fresh, by=w.staff_he, only=["places"])
        seen.append(one.of(Fate.COMES))

    def write() -> None:
        actions.bring_places(w.project, w.fresh, seen[0], w.staff_he, w.now)

    with pytest.raises(IntegrityError):
        without_lock((look, write), (look, write))


# ── how often the database is asked ──────────────────────────────────────────────────────────────────────────────────


def test_the_preview_asks_as_often_for_a_hundred_arrangements_as_for_one(w):
    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            arrangements.shown(w.project, w.fresh, by=w.staff_he)
        return len(told)

    once = asked()
    for number in range(100):
        like.place(w, w.project, f"{number}号门")
        ServiceGroup.objects.create(company=w.company, project=w.project, name=f"第{number}组")
    assert asked() == once


# ── samples ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sample_is_the_company_s_to_name_and_to_take_back(w):
    with pytest.raises(NotAllowed):
        actions.mark_sample(w.project, sample=True, by=w.staff_zheng, now=w.now)
    for sample in (True, False):
        assert actions.mark_sample(w.project, sample=sample, by=w.staff_he, now=w.now).sample is sample
        with pytest.raises(NotNow):
            actions.mark_sample(w.project, sample=sample, by=w.staff_he, now=w.now)
    assert [len(lines(f"estate.sample_{kind}")) for kind in ("marked", "unmarked")] == [1, 1]
