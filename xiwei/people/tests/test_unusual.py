"""What is unusual looking, against an oracle that counts everything anew; who asks about it, and what becomes of it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from tests.cast import STAFF
from xiwei.ledger.models import Entry
from xiwei.people import jobs
from xiwei.people.actions import looks, oddities
from xiwei.people.models import Oddity, OddKind, Viewing, ViewingKind
from xiwei.people.queries import looks as queries
from xiwei.people.rules import looks as rules
from xiwei.people.rules.looks import AN_HOUR, Glance, Odd, unusual
from xiwei.people.tests.make import NOW, at, cast, kinds, shift
from xiwei.shared.refusals import BadInput, NotAllowed

BOUNDS = {OddKind.MANY_HOUR: 2, OddKind.MANY_DAY: 3, OddKind.NIGHT: 1, OddKind.NO_MATTER: 1}
GLANCES = some.lists(
    some.builds(
        lambda minute, home, kind, own, on_shift, for_matter: Glance(
            at(21) + timedelta(minutes=minute), home, kind, own, on_shift, for_matter
        ),
        some.integers(0, 3 * 24 * 60),
        some.sampled_from([None, 1, 2, 3, 4, 5]),
        some.sampled_from([ViewingKind.PHONE, ViewingKind.HOME]),
        some.booleans(),
        some.booleans(),
        some.booleans(),
    ),
    max_size=25,
)


def slowly(glances: list[Glance]) -> set[tuple[str, date, int]]:
    """(kind, day, count) beyond the bounds, each counted from nothing for each day."""
    found: set[tuple[str, date, int]] = set()
    days = {timezone.localdate(one.at) + timedelta(days=shift) for one in glances for shift in (-1, 0)}
    for day in days:
        today = [one for one in glances if timezone.localdate(one.at) == day]
        elsewhere = [one for one in glances if not one.own and one.household_id]
        hour = max(
            (
                len({one.household_id for one in elsewhere if last.at - AN_HOUR < one.at <= last.at})
                for last in elsewhere
                if last in today
            ),
            default=0,
        )
        night = [
            one for one in glances if not one.on_shift and _from(day, 23) <= one.at < _from(day + timedelta(days=1), 6)
        ]
        bare = [one for one in today if one in elsewhere and one.kind == ViewingKind.PHONE and not one.for_matter]
        whole = {one.household_id for one in today if one in elsewhere}
        counts = [(OddKind.MANY_HOUR, hour), (OddKind.MANY_DAY, len(whole))]
        counts += [(OddKind.NIGHT, len(night)), (OddKind.NO_MATTER, len(bare))]
        found |= {(str(kind), day, count) for kind, count in counts if count > BOUNDS[kind]}
    return found


def _from(day: date, hour: int):
    return at(day.day, hour)


@given(GLANCES)
def test_it_finds_just_what_counting_everything_anew_finds(glances):
    found = unusual(glances, BOUNDS)
    assert {(str(one.kind), one.day, one.count) for one in found} == slowly(glances)


@given(GLANCES)
def test_the_looks_shown_with_a_finding_hold_all_that_it_counts(glances):
    for odd in unusual(glances, BOUNDS):
        shown = [one for one in glances if odd.begins <= one.at <= odd.ends and rules.counts_for(odd.kind, one)]
        by_home = odd.kind in (OddKind.MANY_HOUR, OddKind.MANY_DAY)
        assert odd.count == (len({one.household_id for one in shown}) if by_home else len(shown))


def test_an_hour_is_from_just_after_the_look_an_hour_before():
    def look(minute: int, home: int) -> Glance:
        return Glance(at(21, 9, minute), home, ViewingKind.HOME, False, True, False)

    bounds = {**BOUNDS, OddKind.MANY_HOUR: 1, OddKind.MANY_DAY: 9}
    assert unusual([look(0, 1), look(60, 2)], bounds) == []
    assert unusual([look(1, 1), look(60, 2)], bounds) == [
        Odd(OddKind.MANY_HOUR, date(2026, 9, 21), 2, at(21, 9, 1), at(21, 10))
    ]


@pytest.mark.parametrize(
    ("hour", "minute", "night"), [(22, 59, None), (23, 0, 21), (24, 0, 21), (29, 59, 21), (30, 0, None), (5, 59, 20)]
)
def test_the_night_belongs_to_the_day_it_began_on(hour, minute, night):
    assert rules.night_of(at(21, hour, minute)) == (night and date(2026, 9, night))


@pytest.fixture
def town(db):
    return cast()


NIGHT = at(21, 2, 30)


def test_a_look_at_two_in_the_morning_off_shift_is_noted_once(town):
    looks.look_at(town.household, what="住户页", by=town.staff_zhao, now=NIGHT)
    assert [jobs.notice_looks(NIGHT + timedelta(minutes=n)) for n in (1, 6)] == [1, 0]
    row = Oddity.objects.get()
    assert (row.kind, row.day, row.count, row.staff) == ("night", date(2026, 9, 20), 1, town.staff_zhao)
    assert kinds() == ["people.looked_at", "people.oddity_found"]


def test_whoever_is_on_the_night_s_shift_looks_as_is_usual(town):
    shift(town, town.staff_zhao, at(20, 22), at(21, 6), "butler")
    looks.look_at(town.household, what="住户页", by=town.staff_zhao, now=NIGHT)
    assert (jobs.notice_looks(NIGHT), Oddity.objects.count()) == (0, 0)


def test_what_grows_after_it_was_explained_waits_to_be_explained_anew(town):
    looks.look_at(town.household, what="住户页", by=town.staff_zhao, now=NIGHT)
    jobs.notice_looks(NIGHT)
    oddities.explain(Oddity.objects.get(), word="半夜漏水", by=town.staff_zheng, now=NIGHT)
    looks.look_at(town.neighbour_household, what="住户页", by=town.staff_zhao, now=NIGHT + timedelta(minutes=5))
    jobs.notice_looks(NIGHT + timedelta(minutes=6))
    row = Oddity.objects.get()
    assert (row.count, row.word, row.explained_at) == (2, "", None)


def test_the_company_s_own_bound_takes_the_place_of_the_default(town):
    oddities.set_bound(town.company.pk, OddKind.NIGHT, most=1, by=town.staff_he, now=NOW)
    looks.look_at(town.household, what="住户页", by=town.staff_zhao, now=NIGHT)
    assert (jobs.notice_looks(NIGHT), queries.bounds(town.other_company.pk)["night"]) == (0, 0)


@pytest.mark.parametrize(("most", "kind"), [(-1, "night"), (11, "night"), (1, "nothing")])
def test_a_bound_that_never_speaks_is_refused(town, most, kind):
    with pytest.raises(BadInput):
        oddities.set_bound(town.company.pk, kind, most=most, by=town.staff_he, now=NOW)


def odd(town, staff):
    return Oddity.objects.create(
        company=town.company, project=town.project, staff=staff, kind="night", day=date(2026, 9, 20), count=1, most=0,
        begins=NIGHT, ends=NIGHT,
    )  # fmt: skip


@pytest.mark.parametrize("name", STAFF)
def test_who_asks_about_a_butler_s_looks_and_who_about_a_director_s(town, name):
    by = getattr(town, name)
    butlers, directors = odd(town, town.staff_zhao), odd(town, town.staff_zheng)
    assert (rules.may_explain(by, butlers), rules.may_explain(by, directors)) == (
        name in {"staff_zheng", "staff_he"},
        name == "staff_he",
    )


def test_nobody_explains_their_own_looks(town):
    with pytest.raises(NotAllowed, match="自己的查看由别人来问"):
        oddities.explain(odd(town, town.staff_he), word="没什么", by=town.staff_he, now=NOW)


def test_a_failed_line_undoes_the_explanation(town, monkeypatch):
    row = odd(town, town.staff_zhao)
    monkeypatch.setattr("xiwei.ledger.actions.record", lambda *given, **kept: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        oddities.explain(row, word="半夜漏水", by=town.staff_zheng, now=NOW)
    assert Oddity.objects.get().word == ""


def test_the_director_opens_a_finding_to_its_looks_and_writes_what_it_was(town):
    looks.look_at(town.household, what="住户页", by=town.staff_zhao, now=NIGHT)
    jobs.notice_looks(NIGHT)
    row, client = Oddity.objects.get(), Client()
    client.force_login(town.zheng)
    page = client.get(f"/looks/{row.pk}/").content.decode()
    assert ("1栋1单元501" in page, "王*" in page, "王芳" in page) == (True, True, False)
    assert client.post(f"/looks/{row.pk}/", {"word": ""}).status_code == 422
    assert client.post(f"/looks/{row.pk}/", {"word": "半夜漏水，挨户问"}).status_code == 302
    assert "半夜漏水，挨户问" in client.get(f"/projects/{town.project.pk}/looks/").content.decode()
    assert Entry.objects.get(kind="people.oddity_explained").data["word"] == "半夜漏水，挨户问"


def test_looks_at_a_person_are_theirs_while_they_live_there_and_another_s_phone_is_not(town):
    made = [
        (town.household, None, at(1)),
        (town.household, town.li_qiang, at(2)),
        (None, town.wang_fang, at(3)),
        (town.neighbour_household, None, at(4)),
    ]
    for home, person, when in made:
        looks.note(
            ViewingKind.PHONE, project_id=town.project.pk, household=home, person=person, by=town.staff_zhao, now=when,
            what="电话",
        )  # fmt: skip
    looks.note(ViewingKind.EXPORT, project_id=town.project.pk, by=town.staff_zheng, now=at(5), what="住户表")
    assert [one.at for one in queries.looked_at(town.wang_fang)] == [at(5), at(3), at(1)]
    town.wang_fang.tenures.update(until=date(2026, 8, 31))
    assert [one.at for one in queries.looked_at(town.wang_fang)] == [at(3)]
    assert Viewing.objects.count() == 5
