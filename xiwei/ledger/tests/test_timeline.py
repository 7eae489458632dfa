"""Timelines: what is found, by whom it may be read, page by page, by an index."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiwei.estate.models import Company
from xiwei.ledger import queries, registry
from xiwei.ledger.models import Actor, Entry, Seen
from xiwei.ledger.queries import timeline
from xiwei.ledger.tests.make import NOW, Spot, company, write
from xiwei.people.models import Person
from xiwei.shared import tongue

pytestmark = pytest.mark.django_db
PLACES = count(1)
IDS = ["place_id", "room_id", "household_id", "project_id", "building_id"]


def test_a_line_is_read_with_its_words_filled():
    founded = company()
    write(founded, name="翠湖物业")
    line = timeline(subject=founded, seen_by=Seen.STAFF)[0]
    assert (line.title, line.sentence, line.icon, line.tone) == ("公司建档", "翠湖物业建档", "building", "plain")
    assert (line.at, line.actor_label, line.evidence) == (NOW, "系统", [])


def test_a_field_the_line_does_not_have_is_read_as_nothing():
    entry = Entry(kind="estate.place_recoded", data={"old": "A1", "new": None}, at=NOW)
    assert queries.read(entry).sentence == "墙码由 A1 换为 ，原因："


def read(kind: str, **data: object) -> queries.Line:
    return queries.read(Entry(kind=kind, data=data, at=NOW))


def test_a_line_of_which_words_were_erased_says_so_once_in_their_place():
    gone = "（内容已按要求抹去）"
    said = {
        "service.promise_moved": {"old": "周三", "moment": "周五"},
        "service.received": {"first": "赵敏", "channel": "业主页面"},
        "service.order_offered": {"worker": "孙师傅", "line": "维修"},
        "service.thanked": {"staff": "孙师傅"},
        "people.phone_shown": {},
        "people.wish_withdrawn": {},
    }
    assert {kind: read(kind, **left).sentence for kind, left in said.items()} == {
        "service.promise_moved": f"承诺由 周三 改为 周五，原因：{gone}",
        "service.received": f"赵敏接到（业主页面）：{gone}",
        "service.order_offered": f"请孙师傅去办（维修，…）{gone}",
        "service.thanked": f"谢谢孙师傅：{gone}",
        "people.phone_shown": gone,
        "people.wish_withdrawn": gone,
    }


def test_a_line_that_may_do_without_a_word_is_not_said_to_have_lost_it():
    assert read("service.order_ticked", done=5, of=5).sentence == "完成 5/5 步"


def test_whose_name_was_erased_is_said_to_be_so():
    by_nobody = Entry(kind="service.remarked", data={"words": "好"}, at=NOW, actor_label="", actor_person_id=4)
    assert queries.read(by_nobody).actor_label == "（已抹去）"


def test_a_brace_in_what_someone_wrote_stays_a_brace():
    entry = Entry(kind="estate.company_founded", data={"name": "{code} {0} {"}, at=NOW)
    assert queries.read(entry).sentence == "{code} {0} {建档"


def test_a_line_whose_app_is_gone_is_shown_under_its_kind():
    line = queries.read(Entry(kind="gone.deed_done", data={}, at=NOW))
    assert (line.title, line.sentence, line.icon) == ("gone.deed_done", "", "point")


@pytest.mark.parametrize("name", IDS)
def test_a_timeline_is_of_its_place_alone_newest_first(name: str):
    founded = company()
    ours = [write(Spot(founded, **{name: 7}), minutes=n, seen_by=Seen.PUBLIC).pk for n in range(3)]
    write(Spot(founded, **{name: 8}), seen_by=Seen.PUBLIC)
    found = timeline(**{name: 7}, seen_by=Seen.STAFF)
    assert [line.entry.pk for line in found] == ours[::-1]


def test_a_timeline_of_whoever_did_it_and_of_whom_it_is_about():
    founded = company()
    about = Person.objects.create(name="王芳", joined_at=NOW)
    by_sun = write(founded, by=Actor("维修工 孙师傅", staff_id=4))
    about_wang = write(founded, person=about)
    assert [line.entry for line in timeline(staff_id=4, seen_by=Seen.STAFF)] == [by_sun]
    assert [line.entry for line in timeline(person_id=about.pk, seen_by=Seen.STAFF)] == [about_wang]


def test_each_reader_reads_their_own_level_and_those_above():
    founded = company()
    for level in Seen:
        write(Spot(founded, place_id=3), minutes=level, seen_by=level)
    read = {level: [line.entry.seen_by for line in timeline(place_id=3, seen_by=level)] for level in Seen}
    assert read == {Seen.STAFF: [3, 2, 1], Seen.RESIDENT: [3, 2], Seen.PUBLIC: [3]}


def test_a_building_shows_its_public_lines_even_to_staff():
    founded = company()
    write(Spot(founded, building_id=3), seen_by=Seen.RESIDENT)
    public = write(Spot(founded, building_id=3), seen_by=Seen.PUBLIC)
    assert [line.entry for line in timeline(building_id=3, seen_by=Seen.STAFF)] == [public]


def test_a_timeline_of_nothing_is_refused():
    with pytest.raises(ValueError, match="of something"):
        timeline(seen_by=Seen.STAFF)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 4), max_size=14), size=st.integers(1, 5))
def test_pages_follow_on_without_a_gap_or_a_repeat(minutes: list[int], size: int):
    """Against the slow oracle: everything sorted in Python. Many lines share a moment, so the id must part them."""
    founded = Company.objects.filter(code="cuihu").first() or company("cuihu")
    place = next(PLACES)  # lines stay between examples, so each example has a place of its own
    written = [write(Spot(founded, place_id=place), minutes=minute) for minute in minutes]
    expected = [one.pk for one in sorted(written, key=lambda one: (one.at, one.pk), reverse=True)]
    paged, mark = [], None
    while lines := timeline(place_id=place, seen_by=Seen.STAFF, limit=size, before=mark):
        paged += [line.entry.pk for line in lines]
        mark = lines[-1].mark
    assert paged == expected


INDEX_OF = {
    "subject": "entry_subject",
    "project_id": "entry_project",
    "staff_id": "entry_actor",
    "place_id": "entry_place",
    "room_id": "entry_room",
    "household_id": "entry_household",
    "person_id": "entry_person",
    "building_id": "entry_building",
}


def among_others(founded: Company) -> None:
    """Lines of this company and of everybody else, so that one index reads less than another."""
    ids = ("project_id", "actor_staff_id", "place_id", "room_id", "household_id", "person_id", "building_id")
    last = write(founded, seen_by=Seen.RESIDENT)
    same = {
        field.attname: getattr(last, field.attname) for field in Entry._meta.concrete_fields if field.attname != "id"
    }
    others = (
        same | dict.fromkeys(ids, n % 40) | {"subject_id": founded.pk + n % 40, "at": NOW + timedelta(minutes=n)}
        for n in range(400)
    )
    Entry.objects.bulk_create(Entry(**one) for one in others)


@pytest.mark.parametrize(("name", "index"), INDEX_OF.items())
def test_each_filter_reads_its_own_index_in_order(name: str, index: str, django_assert_num_queries):
    founded = company()
    given = {name: founded if name == "subject" else 7}
    among_others(founded)
    mark = (NOW + timedelta(days=1), 99)
    with django_assert_num_queries(1) as seen:
        timeline(**given, seen_by=Seen.RESIDENT, before=mark)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE ledger_entry")  # or it goes by what whichever tests came before have left
            cursor.execute("SET LOCAL enable_seqscan = off")  # on a table this small it would rather scan
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        words = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        cursor.execute(words + seen.captured_queries[0]["sql"].replace("%", "%%"))
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert index in plan


def test_every_kind_spoken_by_the_apps_can_be_read():
    for kind, words in registry.kinds().items():
        assert queries.read(Entry(kind=kind, data={}, at=NOW)).title == words.title


@pytest.mark.parametrize(
    ("wrote", "reads"), [("灯管换好", "灯管换好。"), ("好了！", "好了！"), (" 换了。 ", "换了。"), ("", ""), ("  ", "")]
)
def test_what_somebody_wrote_is_ended_before_another_sentence(wrote, reads):
    assert tongue.ended(wrote) == reads
