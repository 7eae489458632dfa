"""Weather on its page: what a warning would change is seen before it is given, and is what it then changes (D8)."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from xiwei.rounds.actions import weather as actions
from xiwei.rounds.models import Point, Round, RoundState, Route, Weather
from xiwei.rounds.queries import weather as queries
from xiwei.rounds.rules import preview
from xiwei.rounds.rules.planning import Draft, Due
from xiwei.rounds.rules.weather import adjust
from xiwei.rounds.tests.make import NOW, Cast, again, cast, day, planned, route, standard
from xiwei.shared import moment
from xiwei.standards.models import Standard


def at(hour: int, ahead: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day(ahead), time(hour)))


@pytest.fixture
def made(db, monkeypatch) -> Cast:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return cast()


@pytest.fixture
def one(made: Cast) -> Round:
    """A round at 14:00: the gate out of doors, the lift within."""
    standard(made, "C-ROAD", name="道路清扫", places=["gate"], outdoors=True)
    standard(made)
    route(made, made.lift, made.gate)
    return planned(made)[0]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(**changed) -> dict:
    form = {"key": "k1", "kind": "rain", "starts_at": "2026-09-21T12:00", "ends_at": "2026-09-21T20:00"}
    return {**form, "words": "市气象台发布暴雨橙色预警", "do": "warn", **changed}


def send(made: Cast, who: str = "zheng", **changed):
    return signed_in(getattr(made, who)).post(reverse("weather", args=[made.project.pk]), typed(**changed))


def test_a_preview_says_what_would_change_and_changes_nothing(made: Cast, one: Round):
    page = send(made, do="preview").content.decode()
    assert ("发出后会改 1 趟" in page, "1 项停做，1 项照做" in page) == (True, True)
    assert (Weather.objects.count(), again(one).version) == (0, 1)


def test_a_warning_given_stands_on_its_page_and_the_board_and_is_given_once(made: Cast, one: Round):
    assert [send(made).status_code for _ in range(2)] == [302, 302]
    assert (Weather.objects.count(), again(one).why) == (1, "大雨，室外的活停做，雨停后再排")
    for name in ("weather", "rounds_day"):
        page = signed_in(made.zheng).get(reverse(name, args=[made.project.pk])).content.decode()
        assert "市气象台发布暴雨橙色预警" in page


def test_called_off_it_stands_among_those_that_were(made: Cast, one: Round):
    send(made)
    client, warning = signed_in(made.zheng), Weather.objects.get()
    for _ in range(2):
        assert client.post(reverse("weather_call_off", args=[warning.pk]), {"key": "c"}).status_code == 302
    found = queries.of_project(made.project, NOW)
    assert (found.standing, [one.pk for one in found.over]) == ([], [warning.pk])
    assert {stop.state for stop in one.stops.all()} == {"waiting"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"kind": "fog"}, "请选一种天气"),
        ({"ends_at": "2026-09-21T11:00"}, "晚于"),
        ({"starts_at": ""}, "请选时间"),
        ({"words": ""}, "请写明预警的来源"),
    ],
)
@pytest.mark.parametrize("do", ["preview", "warn"])
def test_a_warning_refused_keeps_what_was_typed(made: Cast, one: Round, changed: dict, told: str, do: str):
    answer = send(made, do=do, **changed)
    assert (answer.status_code, told in answer.content.decode(), Weather.objects.count()) == (422, True, 0)


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [("zheng", 200, 302), ("he", 200, 302), ("zhao_min", 200, 403), ("sun", 403, 403), ("wu", 403, 403),
     ("lin", 404, 404), ("wang_fang", 404, 404), ("outsider", 404, 404)],
)  # fmt: skip
def test_weather_is_read_by_who_sees_rounds_and_given_by_who_plans(
    made: Cast, one: Round, who: str, read: int, write: int
):
    assert signed_in(getattr(made, who)).get(reverse("weather", args=[made.project.pk])).status_code == read
    assert send(made, who).status_code == write
    warning = Weather.objects.first() or actions.warn(
        made.project, kind="rain", starts_at=at(12), ends_at=at(20), words="暴雨预警", by=made.staff_zheng, now=NOW
    )
    off = signed_in(getattr(made, who)).post(reverse("weather_call_off", args=[warning.pk]), {"key": "c"})
    assert off.status_code == write


@pytest.mark.parametrize("kind", ["rain", "storm", "snow", "heat", "haze"])
def test_what_a_preview_says_is_what_the_warning_then_changes(made: Cast, one: Round, kind: str):
    standard(made, "C-NOON", name="午间清扫", places=["playground"], outdoors=True,
             grades=[{"grade": 2, "rule": "FREQ=DAILY;BYHOUR=12", "words": "每日 1 次"}])  # fmt: skip
    route(made, made.places[-2], name="游乐场")
    standard(made, "G-LAWN", name="草坪养护", line="greening", places=["gate"], outdoors=True)
    route(made, made.gate, name="绿化", line="greening")
    planned(made)
    planned(made, 1)
    before = {row.pk: row.version for row in Round.objects.all()}
    warning = {"kind": kind, "starts_at": at(11), "ends_at": at(13, 1), "words": "预警"}
    said = queries.preview(Weather(company_id=made.company.pk, project=made.project, **warning), made.project, NOW)
    actions.warn(made.project, **warning, by=made.staff_zheng, now=NOW)
    changed = {
        (row.route_id, timezone.make_naive(row.slot), row.state == RoundState.DROPPED)
        for row in Round.objects.all() if row.version != before[row.pk]
    }  # fmt: skip
    assert {(one.route.pk, one.starts, one.dropped) for one in said} == changed
    assert changed or kind in ("snow", "haze")


def test_a_round_that_has_begun_is_not_said_to_change(made: Cast, one: Round):
    Round.objects.filter(pk=one.pk).update(state=RoundState.BEGUN)
    page = send(made, do="preview").content.decode()
    assert "这段时间没有要改的活" in page


HOURS = st.integers(min_value=0, max_value=47)
LINES = st.sampled_from(["cleaning", "greening", "repair", "order", "butler"])


@settings(max_examples=60)
@given(HOURS, HOURS, HOURS, st.sampled_from(["rain", "storm", "snow", "heat", "haze"]), LINES, st.booleans())
def test_nothing_is_said_of_what_stays_as_it_was(begins, ends, starts, kind, line, outdoors):
    naive = datetime(2026, 7, 1)
    warning = Weather(kind=kind, starts_at=naive + timedelta(hours=begins), ends_at=naive + timedelta(hours=ends))
    draft = Draft(
        Route(pk=1, line=line), naive + timedelta(hours=starts),
        [Due(Point(position=1), Standard(code="X", minutes=5, outdoors=outdoors), 2)],
    )  # fmt: skip
    said = preview.effects_of(warning, [draft], [], begun=set(), after=naive, localtime=lambda one: one)
    then = adjust(draft, [warning], localtime=lambda one: one)
    same = (then.draft.starts, len(then.draft.stops)) == (draft.starts, 1)
    assert (said == []) == same
    assert not said or outdoors
