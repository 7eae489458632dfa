"""A list asks the database as often for a thousand rows as for one: every page that lists anything, in one table.

Rows are copies of one that stands on the stage, so that a page meets more of the same. Who adds a page with a list adds
its line to PAGES.
"""

import copy
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.matrix import probe, stage
from xiwei.estate.index import INDEX as PAPERS
from xiwei.ledger.models import Entry
from xiwei.people.actions import looks
from xiwei.people.models import Post, Staff, Tenure, Tombstone
from xiwei.rounds.models import Stop
from xiwei.service.actions import signoffs
from xiwei.service.index import INDEX, words_of
from xiwei.service.rules import signoffs as rules
from xiwei.shared import moment, scope

Add = Callable[[Any, int], object]
NUMBERS = count(1)  # no two copies share one


def copies(one: Model, some: int, **differing: Callable[[int], Any]) -> list[Any]:
    """So many more of `one`, each with these fields of its own."""
    rows = [copy.copy(one) for _ in range(some)]
    for number, row in enumerate(rows):
        row.pk, row._state = None, copy.copy(row._state)
        row._state.adding = True
        for name, value in differing.items():
            setattr(row, name, value(number))
    return type(one)._base_manager.bulk_create(rows)


def named(words: str) -> Callable[[int], str]:
    return lambda _: f"{words}{next(NUMBERS)}"


def tickets(w: Any, some: int) -> None:
    more = copies(w.ticket, some, follow_code=named("COPY"))
    copies(w.order, some, ticket_id=lambda number: more[number].pk)
    INDEX.put_many([(one.pk, words_of(w.ticket)) for one in more])


def lines(w: Any, some: int) -> None:
    copies(Entry.objects.filter(subject_id=w.ticket.pk, household_id=w.household.pk).first(), some)


def deeds(w: Any, some: int) -> None:
    """Lines anybody may read of a place, each about a ticket of its own."""
    line = Entry.objects.filter(subject_id=w.lamp.pk).first()
    more = copies(w.lamp, some, follow_code=named("LAMP"))
    done = {"kind": "service.done", "seen_by": 3, "place_id": w.lift.pk, "building_id": w.room.building_id}
    copies(line, some, subject_id=lambda n: more[n].pk, **{name: lambda n, v=v: v for name, v in done.items()})


def messages(w: Any, some: int) -> None:
    copies(w.message, some, key=named("copy"))


def broken_down(w: Any, some: int) -> None:
    """Parts of a piece, and breakdowns of it that ended."""
    copies(w.piece, some, name=named("部件"), code=named("B"), parent_id=lambda _: w.piece.pk)
    copies(w.breakdown, some, ends_at=lambda _: w.breakdown.begins_at)


def homes(w: Any, some: int) -> None:
    more = copies(w.household, some)
    copies(Tenure.objects.filter(household=w.household).first(), some, household_id=lambda n: more[n].pk)


def staff(w: Any, some: int) -> None:
    persons = copies(w.sun, some, phone=lambda n: None)
    more = copies(Staff.objects.get(pk=w.staff_sun.pk), some, person_id=lambda n: persons[n].pk)
    copies(Post.objects.get(staff=w.staff_sun), some, staff_id=lambda n: more[n].pk)


def shifts(w: Any, some: int) -> None:
    copies(w.shift, some, starts_at=lambda _: w.shift.starts_at + timedelta(seconds=next(NUMBERS)))


def buildings(w: Any, some: int) -> None:
    more = copies(w.buildings[0], some, name=named("副楼"))
    copies(w.room, some, building_id=lambda n: more[n].pk, label=named("副"), unit_id=lambda n: None)


def broken(w: Any, some: int) -> None:
    """Promises broken on the day before, and on the day before that, which is signed."""
    at = rules.span(w.signed.day, w.signed.day)[0] + timedelta(hours=12)
    more = copies(w.ticket, some, follow_code=named("LATE"))
    late = {"breached": True, "stopped_at": w.ticket.asked_at + timedelta(days=1)}
    clock = w.ticket.clocks.first()
    for days in (0, 1):
        moments = {"due_at": at + timedelta(days=days), "started_at": at, **late}
        copies(clock, some, ticket_id=lambda n: more[n].pk, **{name: lambda n, v=v: v for name, v in moments.items()})


def signed_days(w: Any, some: int) -> None:
    copies(w.signed, some, day=lambda _: w.signed.day - timedelta(days=next(NUMBERS)))


def each(thing: Callable[[Any], Model], **differing: Callable[[int], Any]) -> Add:
    return lambda w, some: copies(thing(w), some, **differing)


def viewings(w: Any, some: int) -> None:
    made = looks.note(
        "home", project_id=w.project.pk, household=w.household, by=w.staff_zhao, now=w.oddity.begins, what="住户页"
    )
    copies(made, some)


def oddities(w: Any, some: int) -> None:
    copies(w.oddity, some, day=lambda _: w.oddity.day - timedelta(days=next(NUMBERS)))


def stones(w: Any, some: int) -> None:
    first = Tombstone(company=w.company, code="people.looks", count=1, before=w.oddity.begins)
    copies(first, some, day=lambda _: w.oddity.day - timedelta(days=next(NUMBERS)))


def documents(w: Any, some: int) -> None:
    """Each with its version, of the same bytes."""
    more = copies(w.document, some, name=named("图"))
    copies(w.document.versions.get(), some, document_id=lambda n: more[n].pk)
    PAPERS.put_many([(one.pk, "竣工图") for one in more])


def plantings(w: Any, some: int) -> None:
    """Plants at the gate, each with a pest seen, a spraying announced and a picture."""
    more = copies(w.planting, some, plant=named("rosa-"))
    for one in (w.seen, w.green_work):
        copies(one, some, planting_id=lambda number: more[number].pk)
    shown = w.planting.photos.select_related("photo").get(sighting=None)
    pictures = copies(shown.photo, some)
    copies(shown, some, planting_id=lambda n: more[n].pk, photo_id=lambda n: pictures[n].pk)


def items(w: Any, some: int) -> None:
    copies(w.batch.items.first(), some, place_in=lambda n: n + 1)


def rounds(w: Any, some: int) -> None:
    """Nobody's, each with a stop that was missed; and each of 吴姐's with one that is doubtful."""
    for worker, state, how in ((None, "planned", "waiting"), (w.staff_wu.pk, "short", "missed")):
        more = copies(
            w.round, some, slot=lambda _: w.round.slot + timedelta(seconds=next(NUMBERS)), worker_id=lambda _, who=worker: who,
            state=lambda _, state=state: state,
        )  # fmt: skip
        done = {"state": how, "doubts": ["no_code"], "at": w.round.starts_at, "by_id": w.staff_wu.pk}
        copies(w.stop, some, round_id=lambda n, more=more: more[n].pk, **{k: lambda _, v=v: v for k, v in done.items()})


def routes(w: Any, some: int) -> None:
    more = copies(w.route, some, name=named("副路线"))
    copies(w.route.points.first(), some, route_id=lambda n: more[n].pk)


def points(w: Any, some: int) -> None:
    """More places, each on the route by two of its standards."""
    more = copies(w.lift, some, name=named("副梯"), code=named("P"))
    copies(w.route.points.first(), some, place_id=lambda n: more[n].pk, position=lambda _: 2 + next(NUMBERS) % 32000)


places = each(lambda w: w.lift, name=named("副梯"), code=named("P"))
PAGES: dict[str, tuple[str, Add]] = {
    "/tickets/": ("zheng", tickets),
    "/tickets/?state=all&words=水管": ("zheng", tickets),
    "/search/?words=王芳": ("zheng", tickets),
    "/search/?words=王": ("zheng", homes),
    "/search/?words=竣工图": ("zheng", documents),
    "/archive/": ("zheng", documents),
    "/archive/?q=竣工图&kind=g:drawings": ("zhao_min", documents),
    "/projects/{project}/archive/missing/": ("zheng", documents),
    "/projects/{project}/": ("zheng", documents),
    "/archive/batches/{batch}/": ("zheng", items),
    "/board/": ("zheng", tickets),
    "/morning/": ("zhao_min", tickets),
    "/today/": ("sun", tickets),
    "/company/": ("he", tickets),
    "/home/": ("wang_fang", tickets),
    "/my/tickets/": ("wang_fang", tickets),
    "/my/home/": ("wang_fang", lines),
    "/households/{household}/": ("zhao_min", lines),
    "/t/{ticket}/": ("zheng", lines),
    "/t/{ticket}/?lines=all": ("zheng", lines),
    "/p/{lift}/": ("wang_fang", deeds),
    "/home/?": ("wang_fang", deeds),
    "/inbox/": ("wang_fang", messages),
    "/projects/{project}/households/": ("zhao_min", homes),
    "/projects/{project}/buildings/": ("zheng", buildings),
    "/projects/{project}/places/": ("zheng", places),
    "/projects/{project}/codes/": ("zheng", places),
    "/projects/{project}/groups/": ("zheng", each(lambda w: w.group, name=named("副组"))),
    "/projects/{project}/packs/": ("zheng", each(lambda w: w.pack)),
    "/projects/{project}/days/{yesterday}/": ("zheng", broken),
    "/projects/{project}/days/{signed}/": ("zheng", broken),
    "/projects/{project}/months/{yesterday:.7}/": ("zheng", signed_days),
    "/projects/{project}/roster/": ("zheng", shifts),
    "/projects/{project}/rounds/?day={tomorrow}": ("zheng", rounds),
    "/projects/{project}/rounds/?day={tomorrow}&doubts=1": ("zheng", rounds),
    "/projects/{project}/routes/": ("zheng", routes),
    "/routes/{route}/": ("zheng", points),
    "/routes/{route}/?": ("zhao_min", points),
    "/rounds/{round}/": ("zheng", each(lambda w: w.stop, position=lambda _: 2 + next(NUMBERS) % 32000)),
    "/rounds/{short}/excuse/": ("zheng", each(lambda w: w.missed, position=lambda _: 2 + next(NUMBERS) % 32000)),
    "/projects/{project}/weather/": (
        "zheng",
        each(lambda w: w.weather, words=named("暴雨预警")),
    ),
    "/staff/": ("he", staff),
    "/leave/": ("zheng", each(lambda w: w.leave)),
    "/invite/": ("zheng", each(lambda w: w.invitation, code=named("I"))),
    "/me/known/": ("wang_fang", tickets),
    "/me/known/matters/": ("wang_fang", tickets),
    "/me/known/looked/": ("wang_fang", viewings),
    "/me/known/messages/": ("wang_fang", messages),
    "/me/known/erase/": ("wang_fang", messages),
    "/projects/{project}/like/": ("he", each(lambda w: w.model, code=named("q"), name=named("样园"))),
    "/projects/{project}/like/{model}/": (
        "he",
        each(lambda w: w.model.places.last(), name=named("侧门"), code=named("S")),
    ),
    "/projects/{project}/equipment/": ("zheng", each(lambda w: w.piece, name=named("梯"), code=named("E"))),
    "/equipment/{piece}/": ("zheng", broken_down),
    "/projects/{project}/looks/": ("zheng", oddities),
    "/looks/{oddity}/": ("zheng", viewings),
    "/projects/{project}/wishes/": ("zheng", each(lambda w: w.wish, kind=lambda _: "correct")),
    "/company/keeping/": ("he", stones),
    "/projects/": ("he", each(lambda w: w.project, code=named("p"), name=named("副园"))),
    "/projects/{project}/plantings/": ("zheng", plantings),
    "/projects/{project}/flowering/": ("wang_fang", plantings),
    "/greening/": ("chen_yuan", plantings),
    "/plantings/{planting}/": ("zheng", each(lambda w: w.seen)),
    "/menu/": ("wang_fang", each(lambda w: w.leak, code=named("R-"))),
    "/company/menu/": ("he", each(lambda w: w.leak, code=named("R-"))),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture
def _django_db_helper() -> None:
    """As beside: the stage has its own transaction."""


@pytest.fixture(scope="module")
def set_stage(django_db_setup: None, django_db_blocker: Any, folder: Path) -> Iterator[tuple[Any, dict[str, str]]]:
    """The stage, set once; every page's rows are undone after it."""
    with django_db_blocker.unblock(), stage.standing(folder) as w:
        deeds(w, 1)  # the one there is: nothing on the stage is finished yet
        day = date.fromisoformat(w.day_before) - timedelta(days=1)
        w.signed = signoffs.sign_day(w.project, day=day, told={}, by=w.staff_zheng, now=moment.now(), knowing=True)
        broken(w, 1)
        rounds(w, 1)
        w.missed = Stop.objects.get(state="missed")
        yield w, probe.sessions(w)


def asked(address: str, session: str) -> list[str]:
    """The statements of one drawing, without what the session and its transaction cost."""
    client = Client()
    client.cookies["sessionid"] = session
    with CaptureQueriesContext(connection) as told:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return [one["sql"] for one in told if one["sql"].startswith("SELECT")]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_list_asks_as_often_for_one_row_as_for_three_and_for_a_thousand(page, set_stage, folder):
    w, sessions = set_stage
    who, add = PAGES[page]
    address = page.format(
        ticket=w.ticket.pk, household=w.household.pk, project=w.project.pk, lift=w.lift.code, oddity=w.oddity.pk,
        batch=w.batch.pk, model=w.model.pk, planting=w.planting.pk, piece=w.piece.pk,
        yesterday=w.day_before, signed=w.signed, tomorrow=w.round.day, route=w.route.pk, round=w.round.pk,
        short=w.missed.round_id,
    )  # fmt: skip
    counts = {}
    with stage.kept_in(folder), transaction.atomic():
        asked(address, sessions[who])  # whatever a process keeps between pages, it has now
        for rows, more in ((1, 0), (3, 2), (1000, 997)):
            with scope.everywhere("the copies"):
                add(w, more)
            counts[rows] = len(asked(address, sessions[who]))
        transaction.set_rollback(True)
    assert counts == dict.fromkeys((1, 3, 1000), counts[1])
