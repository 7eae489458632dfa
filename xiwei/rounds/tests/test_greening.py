"""Plantings, care, pests, sprayings and cuttings as deeds: who may, what is written, who is told, what is refused (A3, B10)."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import SHANGHAI
from xiwei.estate.models import PlaceKind
from xiwei.ledger.models import Entry, Seen
from xiwei.notices.models import Message
from xiwei.people.models import Credential
from xiwei.rounds.actions import greening as actions
from xiwei.rounds.actions import weather
from xiwei.rounds.actions.greening import Wish
from xiwei.rounds.models import CareDone, GreenWork, Planting, PlantPhoto, Sighting
from xiwei.rounds.queries import green_says
from xiwei.rounds.queries import plants as queries
from xiwei.rounds.rules import greening as rules
from xiwei.rounds.tests.make import NOW, TODAY, Cast, cast, everywhere, place, standard
from xiwei.service import place_says
from xiwei.service.tests.make import jpeg
from xiwei.shared import moment, pictures
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, Refused

OSMANTHUS, OLEANDER, LATER = "osmanthus-fragrans", "nerium-oleander", NOW + timedelta(hours=1)
THURSDAY = datetime(2026, 9, 24, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def made(db, settings, monkeypatch, tmp_path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(moment, "now", lambda: LATER)
    return cast()


@pytest.fixture
def garden(made: Cast):
    return place(made, "中心花园", PlaceKind.GARDEN)


@pytest.fixture
def tree(made: Cast, garden) -> Planting:
    return planted(made, garden)


def planted(made: Cast, where, code: str = OSMANTHUS, **changed) -> Planting:
    fields = {"count": 8, "by": made.staff_zheng, "now": NOW} | changed
    return actions.plant(made.project, place=where, code=code, **fields)


def sighted(made: Cast, tree: Planting) -> Sighting:
    pest = next(one for one in tree.known.pests if one.pesticide)
    return actions.sight(tree, pest=pest.name, by=made.staff_chen, now=NOW)


def wish(made: Cast, seen: Sighting, **changed) -> Wish:
    pest = seen.planting.known.pest(seen.pest)
    fields = {
        "kind": "spray", "starts_at": THURSDAY, "minutes": 60, "worker": made.staff_chen, "dilution": pest.dilution,
        "litres": 10, "planting": seen.planting, "sighting": seen,
    }  # fmt: skip
    return Wish(**fields | changed)


def sprayed(made: Cast, tree: Planting, **changed) -> GreenWork:
    return actions.announce(tree.place, wish(made, sighted(made, tree), **changed), by=made.staff_zheng, now=NOW)


def picture() -> pictures.Picture:
    return pictures.take(sent())


def sent() -> SimpleUploadedFile:
    """A picture as a phone sends it."""
    return SimpleUploadedFile("叶.jpg", jpeg(), "image/jpeg")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def says(where, now: datetime) -> list[str]:
    with everywhere():
        return [one.text for one in green_says.of_place(where, now)]


def test_a_planting_is_written_with_its_public_line(made: Cast, tree: Planting):
    line = Entry.objects.get(kind="rounds.planted")
    assert (line.place_id, line.seen_by, line.data["plant"]) == (tree.place_id, Seen.PUBLIC, "桂花")
    assert (tree.count, tree.since) == (8, TODAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "no-such-plant"}, {"count": None}, {"area": 5}, {"count": 0}, {"count": 100_001}, {"note": "长" * 201},
        {"planted_on": TODAY + timedelta(days=1)},
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_and_nothing_is_written(made: Cast, garden, wrong: dict):
    with pytest.raises(BadInput):
        planted(made, garden, **wrong)
    assert not Planting.objects.exists()


def test_a_plant_stands_once_at_a_place_until_it_is_taken_out(made: Cast, tree: Planting):
    with pytest.raises(NotNow):
        planted(made, tree.place)
    actions.end(tree, why="枯死", by=made.staff_zheng, now=NOW)
    with pytest.raises(NotNow):
        actions.end(tree, why="枯死", by=made.staff_zheng, now=NOW)
    assert planted(made, tree.place, count=3).count == 3


def test_a_place_of_another_estate_is_refused(made: Cast):
    with pytest.raises(BadInput):
        planted(made, made.other_place)


MAY = {
    "plant": {"zheng", "he"},
    "tend": {"chen", "zheng", "he"},
}
STAFF = ["zhao", "sun", "zhou", "wu", "chen", "zheng", "he", "lin", "outsider"]


@pytest.mark.parametrize("who", STAFF)
def test_who_may_plant_and_who_may_tend(made: Cast, who: str):
    staff = getattr(made, f"staff_{who}")
    assert (rules.may_plant(staff, made.project), rules.may_tend(staff, made.project)) == (
        who in MAY["plant"], who in MAY["tend"],
    )  # fmt: skip


@pytest.mark.parametrize("who", STAFF)
def test_each_deed_is_refused_to_whoever_may_not_do_it(made: Cast, tree: Planting, who: str):
    staff = getattr(made, f"staff_{who}")
    seen = sighted(made, tree)
    work = actions.announce(tree.place, wish(made, seen), by=made.staff_zheng, now=NOW)
    deeds = [
        ("plant", lambda: planted(made, tree.place, OLEANDER, by=staff)),
        ("plant", lambda: actions.announce(tree.place, wish(made, seen), by=staff, now=NOW)),
        ("plant", lambda: actions.call_off(work, why="下雨", by=staff, now=NOW)),
        ("plant", lambda: actions.end(tree, why="移走", by=staff, now=NOW)),
        ("tend", lambda: actions.care(tree.place, what="water", plantings=[tree], by=staff, now=NOW)),
        ("tend", lambda: actions.photograph(tree, taken=[picture()], by=staff, now=NOW)),
        ("tend", lambda: actions.sight(tree, pest=seen.pest, by=staff, now=NOW)),
        ("tend", lambda: actions.settle(seen, how="剪除", by=staff, now=NOW)),
        ("tend", lambda: actions.finish(work, by=staff, now=THURSDAY)),
    ]
    for needs, deed in deeds:
        if who not in MAY[needs]:
            with pytest.raises(NotAllowed):
                deed()


def test_care_done_is_one_public_line_at_the_place_and_moves_the_next_day_on(made: Cast, tree: Planting):
    other = planted(made, tree.place, "camellia-japonica")
    actions.care(tree.place, what="water", plantings=[tree, other], by=made.staff_chen, now=NOW)
    line = Entry.objects.get(kind="rounds.cared")
    assert (line.place_id, line.seen_by, line.data["plants"]) == (tree.place_id, Seen.PUBLIC, "桂花、山茶")
    with everywhere():
        [task] = [one for one in queries.tasks_of([tree], TODAY)[tree.pk] if one.what == "water"]
    assert (task.last, task.day > TODAY) == (TODAY, True)
    with pytest.raises(NotNow):
        actions.care(tree.place, what="water", plantings=[tree, other], by=made.staff_chen, now=NOW)
    assert CareDone.objects.count() == 2


def test_care_of_what_stands_elsewhere_or_of_no_kind_is_refused(made: Cast, tree: Planting):
    elsewhere = planted(made, made.gate)
    for what, some in [("water", [elsewhere]), ("dance", [tree]), ("water", [])]:
        with pytest.raises(BadInput):
            actions.care(tree.place, what=what, plantings=some, by=made.staff_chen, now=NOW)
    assert not CareDone.objects.exists()


def test_a_gardeners_week_joins_plants_of_one_place_and_passes_over_rain(made: Cast, tree: Planting):
    planted(made, tree.place, "camellia-japonica")
    with everywhere():
        [water] = [one for one in queries.week_of([made.project], TODAY) if one.what == "water" and one.day == TODAY]
    assert [str(one) for one in water.plantings] == ["桂花", "山茶"] or len(water.plantings) == 2
    weather.warn(made.project, kind="rain", starts_at=NOW, ends_at=NOW + timedelta(hours=8), words="暴雨橙色预警",
                 by=made.staff_zheng, now=NOW)  # fmt: skip
    with everywhere():
        days = {one.day for one in queries.week_of([made.project], TODAY) if one.what == "water"}
    assert min(days) == TODAY + timedelta(days=1)


def test_a_pest_of_another_plant_is_no_pest_of_this(made: Cast, tree: Planting):
    with pytest.raises(BadInput):
        actions.sight(tree, pest="没有这种虫", by=made.staff_chen, now=NOW)
    assert not Sighting.objects.exists()


def test_a_pest_dealt_with_by_hand_is_settled_once(made: Cast, tree: Planting):
    seen = sighted(made, tree)
    actions.settle(seen, how="剪除病枝装袋", by=made.staff_chen, now=NOW)
    with pytest.raises(NotNow):
        actions.settle(seen, how="剪除病枝装袋", by=made.staff_chen, now=NOW)
    with everywhere():
        assert not queries.open_sightings([made.project]).exists()


def test_a_spraying_is_announced_to_the_estate_and_at_the_place(made: Cast, tree: Planting):
    work = sprayed(made, tree)
    told = set(Message.objects.filter(about="rounds.green_work").values_list("person__name", flat=True))
    line = Entry.objects.get(kind="rounds.green_work_announced")
    assert {"王芳", "李强"} <= told
    assert "外人" not in told
    assert (line.seen_by, line.place_id, line.data["until"]) == (Seen.PUBLIC, tree.place_id, "9月25日 10:00")
    assert (work.noticed_at, work.safe_until) == (NOW, THURSDAY + timedelta(hours=25))
    assert "9月24日 09:00" in Message.objects.filter(about="rounds.green_work").first().title


def test_only_those_of_the_building_are_told_of_a_work_in_it(made: Cast):
    inside = place(made, "1栋门前花坛", PlaceKind.GARDEN)
    inside.building = made.buildings[1]
    inside.save()
    sprayed(made, planted(made, inside))
    with everywhere():
        assert set(queries.neighbours(inside)) == {
            person for person in (made.wang_fang, made.li_qiang)
            if person.tenures.filter(household__room__building=made.buildings[1]).exists()
        }  # fmt: skip


def refused(made: Cast, tree: Planting, seen: Sighting, *, now: datetime = NOW, **changed) -> str:
    before = (GreenWork.objects.count(), Message.objects.count(), Entry.objects.count())
    with pytest.raises(Refused) as said:
        actions.announce(tree.place, wish(made, seen, **changed), by=made.staff_zheng, now=now)
    assert (GreenWork.objects.count(), Message.objects.count(), Entry.objects.count()) == before
    return said.value.sentence


def test_a_spraying_is_refused_with_its_reason_and_nobody_is_told(made: Cast, tree: Planting):
    seen = sighted(made, tree)
    assert "要提前 24 小时" in refused(made, tree, seen, starts_at=NOW + timedelta(hours=23))
    assert "药液用量" in refused(made, tree, seen, litres=8 * 20 + 1)
    assert "倍之间" in refused(made, tree, seen, dilution=1)
    assert "绿化员" in refused(made, tree, seen, worker=made.staff_sun)
    weather.warn(made.project, kind="storm", starts_at=THURSDAY, ends_at=THURSDAY + timedelta(hours=3),
                 words="大风蓝色预警", by=made.staff_zheng, now=NOW)  # fmt: skip
    assert "天气提醒" in refused(made, tree, seen)


def test_a_second_spraying_within_the_safe_interval_is_refused_until_the_first_is_called_off(
    made: Cast, tree: Planting
):
    first = sprayed(made, tree)
    seen = sighted(made, tree)
    assert "安全间隔" in refused(made, tree, seen, starts_at=THURSDAY + timedelta(hours=24))
    cut = Wish("cut", THURSDAY + timedelta(hours=5), 60, made.staff_chen)
    with pytest.raises(NotNow, match="安全间隔"):
        actions.announce(tree.place, cut, by=made.staff_zheng, now=NOW)
    actions.call_off(first, why="预报有雨", by=made.staff_zheng, now=NOW)
    assert actions.announce(tree.place, cut, by=made.staff_zheng, now=NOW).kind == "cut"
    assert Message.objects.filter(title__startswith="取消了", person=made.wang_fang).exists()
    waiting = Message.objects.filter(person=made.wang_fang, about="rounds.green_work", read_at__isnull=True)
    assert sorted(one.title[:3] for one in waiting) == ["取消了", "机械修"]


def test_school_runs_are_kept_free_at_a_playground(made: Cast):
    tree = planted(made, place(made, "滑梯旁", PlaceKind.PLAYGROUND))
    assert "上学放学" in refused(made, tree, sighted(made, tree), starts_at=THURSDAY - timedelta(hours=1))


def test_a_sprayer_holds_the_certificate_the_standard_wants(made: Cast, tree: Planting):
    standard(made, "G-SPRAY-DO", line="greening", places=["garden"], certificate="pest", name="施药作业")
    seen = sighted(made, tree)
    assert "所选的人没有登记" in refused(made, tree, seen)
    held = Credential.objects.create(
        company=made.company, staff=made.staff_chen, kind="pest", expires_on=date(2026, 9, 23)
    )
    assert "所选的人没有登记" in refused(made, tree, seen)
    Credential.objects.filter(pk=held.pk).update(expires_on=date(2027, 1, 1))
    assert actions.announce(tree.place, wish(made, seen), by=made.staff_zheng, now=NOW).pk


def test_a_spraying_is_done_no_earlier_than_announced_and_settles_its_pest(made: Cast, tree: Planting):
    work = sprayed(made, tree)
    with pytest.raises(NotNow):
        actions.finish(work, by=made.staff_chen, now=THURSDAY - timedelta(minutes=1))
    late = THURSDAY + timedelta(hours=3)
    work = actions.finish(work, by=made.staff_chen, now=late)
    assert work.safe_until == late + timedelta(hours=24)
    assert Sighting.objects.get().settled_at == late
    with pytest.raises(NotNow):
        actions.finish(work, by=made.staff_chen, now=late)


def test_the_places_page_says_what_is_coming_and_to_keep_out_while_the_interval_runs(made: Cast, tree: Planting):
    sprayed(made, tree)
    assert "9月24日 09:00 起这里打药" in says(tree.place, NOW)[0]
    assert says(tree.place, THURSDAY) == ["施药后 明天 10:00 前请勿进入，宠物也不要。", "这里种着桂花"]
    assert "施药后 今天 10:00 前请勿进入" in says(tree.place, THURSDAY + timedelta(hours=24, minutes=59))[0]
    assert says(tree.place, THURSDAY + timedelta(hours=25)) == ["这里种着桂花"]
    page = Client().get(reverse("place", args=[tree.place.code])).content.decode()
    assert ("起这里打药" in page, "这里种着桂花" in page, "浇水" in page) == (True, True, True)


def test_a_toxic_plant_is_named_at_its_place_and_flagged_only_near_children(made: Cast, garden):
    planted(made, garden, OLEANDER)
    playground = place(made, "滑梯旁", PlaceKind.PLAYGROUND)
    planted(made, playground, OLEANDER)
    planted(made, playground, OSMANTHUS)
    with everywhere():
        rows = list(queries.standing([made.project]))
        found = rules.dangers(rows, project_kind="residential", with_playground=queries.with_playground(made.project))
        school = rules.dangers(rows, project_kind="school", with_playground=set())
    assert [(str(one.planting), one.planting.place.name, one.why) for one in found] == [
        ("夹竹桃", "滑梯旁", "这里是儿童游乐场")
    ]
    assert "尽快移走" in found[0].do
    assert len(school) == 2
    assert "夹竹桃有毒" in says(garden, NOW)[0]


def test_a_building_with_a_playground_is_near_children_and_a_retired_one_is_not(made: Cast):
    beside = place(made, "花坛", PlaceKind.GARDEN)
    swings = place(made, "秋千", PlaceKind.PLAYGROUND)
    for one in (beside, swings):
        one.building = made.buildings[0]
        one.save()
    with everywhere():
        near = queries.with_playground(made.project)
        assert rules.near_children(beside, project_kind="residential", with_playground=near) == "同一栋楼里有儿童游乐场"
        swings.retired_at = NOW
        swings.save()
        assert queries.with_playground(made.project) == set()


def test_a_picture_of_a_planting_is_the_estates_and_of_a_pest_its_keepers(made: Cast, tree: Planting):
    actions.photograph(tree, taken=[picture()], by=made.staff_chen, now=NOW)
    pest = next(one for one in tree.known.pests if one.pesticide)
    actions.sight(tree, pest=pest.name, taken=[picture()], by=made.staff_chen, now=NOW)
    own, seen = PlantPhoto.objects.get(sighting__isnull=True), PlantPhoto.objects.get(sighting__isnull=False)

    def opens(person, photo) -> int:
        return signed_in(person).get(reverse("plant_photo", args=[photo.pk])).status_code

    assert [opens(one, own) for one in (made.wang_fang, made.chen_yuan, made.outsider)] == [200, 200, 404]
    assert [opens(one, seen) for one in (made.wang_fang, made.chen_yuan, made.outsider)] == [404, 200, 404]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_two_works_at_one_place_are_planned_one_after_the_other(made: Cast, tree: Planting):
    seen = sighted(made, tree)
    with CaptureQueriesContext(connection) as asked:
        actions.announce(tree.place, wish(made, seen), by=made.staff_zheng, now=NOW)
    held = [rank for rank, one in enumerate(asked) if "FOR UPDATE" in one["sql"] and "estate_place" in one["sql"]]
    looked = [rank for rank, one in enumerate(asked) if 'FROM "rounds_greenwork"' in one["sql"]]
    assert held and looked and held[0] < looked[0]


def test_upkeep_at_the_place_says_who_cared_last_and_when_next(made: Cast, tree: Planting):
    actions.care(tree.place, what="water", plantings=[tree], by=made.staff_chen, now=NOW)
    with everywhere():
        [water] = [one for one in place_says.upkeep(tree.place, LATER) if one.title == "浇水"]
    assert (water.last_at, water.by) == (NOW, "绿化员 陈园")
    assert timezone.localdate(water.next_at) > TODAY
