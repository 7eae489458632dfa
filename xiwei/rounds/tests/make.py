"""Builders for rounds' tests, beyond the cast: a standard, a route, a planned day."""

from datetime import date, datetime, timedelta

from tests.cast import NOW, Cast, cast
from xiwei.estate.models import Place
from xiwei.ledger.models import SYSTEM
from xiwei.people.models import Staff
from xiwei.rounds.actions import planning, routes
from xiwei.rounds.models import Round, Route
from xiwei.shared import scope
from xiwei.standards.models import Standard

TODAY = NOW.date()
EVENING = NOW + timedelta(hours=12)

CHECKS = [
    {"key": "1", "text": "按钮板无手印", "kind": "tick"},
    {"key": "2", "text": "地面照度", "kind": "measure", "unit": "lx", "low": 50, "hard_high": 5000},
]


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def standard(made: Cast, code: str = "C-LIFT", **changed) -> Standard:
    """A standard of 翠湖物业 in force since long ago: daily at 14:00, of lifts, by cleaners."""
    fields = {
        "name": "轿厢擦拭", "line": "cleaning", "aim": "轿厢里看不到手印", "places": ["lift"], "minutes": 10,
        "grades": [{"grade": 2, "rule": "FREQ=DAILY;BYHOUR=14", "words": "每日 1 次"}],
        "checks": CHECKS, "since": date(2024, 1, 1), "made_at": NOW,
    }  # fmt: skip
    return Standard.objects.create(company=made.company, code=code, **{**fields, **changed})


def route(made: Cast, *spots, name: str = "电梯保洁", line: str = "cleaning", **changed) -> Route:
    """A route of 翠湖花园 from today on, drawn by 郑主任."""
    return routes.draw_route(
        made.project, name=name, line=line, spots=list(spots) or [made.lift], begins_on=TODAY, by=made.staff_zheng,
        now=NOW, **changed,
    )  # fmt: skip


def planned(made: Cast, ahead: int = 0, *, now: datetime = NOW) -> list[Round]:
    """The day's rounds, planned by the clock."""
    planning.plan_day(made.project, day(ahead), by=SYSTEM, now=now)
    return list(Round.objects.filter(project=made.project, day=day(ahead)).order_by("starts_at"))


def place(made: Cast, name: str, kind: str = "lift") -> Place:
    from xiwei.shared import codes

    return Place.objects.create(company=made.company, project=made.project, kind=kind, name=name, code=codes.fresh(8))


def everywhere():
    return scope.everywhere("a test reads what stands")


def again(one: Round) -> Round:
    return Round.objects.get(pk=one.pk)


__all__ = ["EVENING", "NOW", "SYSTEM", "TODAY", "Cast", "Staff", "again", "cast", "day", "everywhere", "place",
           "planned", "route", "standard"]  # fmt: skip
