"""Write down what grows where, its care and its pests; announce sprayings and cuttings, do them, call them off (A3, B10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Place, Project
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.notices.actions import reading, telling
from xiwei.notices.models import Weight
from xiwei.people.models import Staff
from xiwei.rounds import heard
from xiwei.rounds.models import (
    CareDone,
    GreenWork,
    Planting,
    PlantPhoto,
    Sighting,
    WorkKind,
    WorkState,
)
from xiwei.rounds.plants import CARE
from xiwei.rounds.queries import plants as queries
from xiwei.rounds.rules import greening, spraying
from xiwei.rounds.rules.spraying import Plan
from xiwei.service.actions import photos
from xiwei.service.models import Photo
from xiwei.shared import pictures
from xiwei.shared.refusals import BadInput, NotNow
from xiwei.shared.tongue import as_kept, kept, kept_choice


@transaction.atomic
def plant(
    project: Project, *, place: Place, code: str, count: int | None = None, area: int | None = None,
    planted_on: date | None = None, note: str = "", by: Staff, now: datetime,
) -> Planting:  # fmt: skip
    """A plant stands at a place from now on, and its care is counted. Raises NotAllowed, BadInput, or NotNow if it stands."""
    greening.check_may_plant(by, project)
    today = timezone.localdate(now)
    greening.check_planting(place, project, code=code, count=count, area=area, note=note)
    greening.check_planted_on(planted_on, today=today)
    place = queries.lock_place(place.pk)
    if queries.is_planted(place, code):
        raise NotNow(gettext("这里已经记了这种植物，数量有变请先移除，再重新登记。"))
    made = Planting.objects.create(
        company_id=project.company_id, project=project, place=place, plant=code, count=count, area=area,
        planted_on=planted_on, note=note.strip(), since=today,
    )  # fmt: skip
    ledger.record("rounds.planted", made, by=by, at=now, seen_by=Seen.PUBLIC, plant=str(made), spot=place.name)
    return made


@transaction.atomic
def end(planting: Planting, *, why: str, by: Staff, now: datetime) -> Planting:
    """The planting is taken out; what was done on it stands. Raises NotAllowed, NotNow, or BadInput without a reason."""
    planting = queries.lock(planting.pk)
    greening.check_may_plant(by, planting.project)
    greening.check_stands(planting)
    greening.check_why(why)
    planting.ended_at, planting.ended_why = now, why.strip()
    planting.save(update_fields=["ended_at", "ended_why"])
    ledger.record("rounds.planting_ended", planting, by=by, at=now, seen_by=Seen.PUBLIC, plant=str(planting),
                  spot=planting.place.name, reason=planting.ended_why)  # fmt: skip
    return planting


@transaction.atomic
def photograph(planting: Planting, *, taken: Sequence[pictures.Picture], by: Staff, now: datetime) -> Planting:
    """A picture of the planting as it stands, for everybody of the estate. Raises NotAllowed, NotNow or BadInput."""
    planting = queries.lock(planting.pk)
    greening.check_may_tend(by, planting.project)
    greening.check_stands(planting)
    if not taken:
        raise BadInput(gettext("请选一张照片。"))
    kept_photos = _keep(planting, taken[:1], sighting=None, by=by, now=now)
    ledger.record("rounds.planting_photographed", planting, by=by, at=now, seen_by=Seen.PUBLIC, plant=str(planting),
                  spot=planting.place.name, evidence=kept_photos)  # fmt: skip
    return planting


def _keep(
    planting: Planting, taken: Sequence[pictures.Picture], *, sighting: Sighting | None, by: Staff, now: datetime
) -> list[Photo]:
    """Pictures of what grows are anyone's to see; of what ails it, colleagues'."""
    kept = photos.keep_besides(
        taken, company_id=planting.company_id, folder=f"plants/{planting.pk}", by=by, now=now,
        seen_by=Seen.STAFF if sighting else Seen.PUBLIC,
    )  # fmt: skip
    PlantPhoto.objects.bulk_create(
        PlantPhoto(company_id=planting.company_id, planting=planting, sighting=sighting, photo=one, at=now)
        for one in kept
    )
    return kept


@transaction.atomic
def care(place: Place, *, what: str, plantings: Sequence[Planting], by: Staff, now: datetime) -> Place:
    """The care was done on these plantings of a place today: one line at the place, for everybody.

    Raises NotAllowed, BadInput, or NotNow where all of it was noted today already.
    """
    greening.check_may_tend(by, place.project)
    place = queries.lock_place(place.pk)
    standing = [one for one in plantings if one.place_id == place.pk and one.ended_at is None]
    greening.check_care(what, standing)
    day = timezone.localdate(now)
    done = set(CareDone.objects.filter(planting__in=standing, what=what, day=day).values_list("planting_id", flat=True))
    fresh = [one for one in standing if one.pk not in done]
    if not fresh:
        raise NotNow(gettext("今天已经记过一次了，不用再记。"))
    CareDone.objects.bulk_create(
        CareDone(company_id=place.company_id, planting=one, what=what, day=day, at=now, by=by) for one in fresh
    )
    ledger.record("rounds.cared", place, by=by, at=now, seen_by=Seen.PUBLIC, care=kept(CARE[what]),
                  plants="、".join(str(one) for one in fresh), spot=place.name)  # fmt: skip
    return place


@transaction.atomic
def sight(
    planting: Planting, *, pest: str, note: str = "", taken: Sequence[pictures.Picture] = (), by: Staff, now: datetime
) -> Sighting:
    """A pest of this plant was seen; its remedy stands on the sighting's page. Raises NotAllowed, NotNow or BadInput."""
    planting = queries.lock(planting.pk)
    greening.check_may_tend(by, planting.project)
    greening.check_stands(planting)
    if planting.known is None or planting.known.pest(pest) is None:
        raise BadInput(gettext("请从这种植物的病虫害里选一种。"))
    made = Sighting.objects.create(
        company_id=planting.company_id, planting=planting, pest=pest, note=note.strip()[:200], at=now, by=by
    )
    kept_photos = _keep(planting, taken, sighting=made, by=by, now=now)
    ledger.record("rounds.pest_seen", made, by=by, at=now, plant=str(planting), pest=pest, spot=planting.place.name,
                  note=made.note, evidence=kept_photos)  # fmt: skip
    return made


@transaction.atomic
def settle(sighting: Sighting, *, how: str, by: Staff, now: datetime) -> Sighting:
    """The pest was dealt with without spraying: cut out, washed off. Raises NotAllowed, NotNow, or BadInput without how."""
    sighting = queries.lock_sighting(sighting.pk)
    greening.check_may_tend(by, sighting.planting.project)
    if sighting.settled_at is not None:
        raise NotNow(gettext("这处病虫已经处理过了。"))
    greening.check_why(how)
    _settle(sighting, how.strip(), by=by, now=now)
    return sighting


def _settle(sighting: Sighting, how: str, *, by: Staff, now: datetime) -> None:
    sighting.settled_at, sighting.settled_how = now, how
    sighting.save(update_fields=["settled_at", "settled_how"])
    ledger.record("rounds.pest_settled", sighting, by=by, at=now, plant=str(sighting.planting), pest=sighting.pest,
                  spot=sighting.planting.place.name, how=how)  # fmt: skip


@dataclass
class Wish:
    """A spraying or a cutting as it is asked for."""

    kind: str
    starts_at: datetime
    minutes: int
    worker: Staff
    by_machine: bool = True
    dilution: int | None = None
    litres: int | None = None
    planting: Planting | None = None
    sighting: Sighting | None = None


@transaction.atomic
def announce(place: Place, wish: Wish, *, by: Staff, now: datetime) -> GreenWork:
    """Plan a spraying or a cutting, and tell the neighbours of it now, in their inboxes and at the place.

    Raises NotAllowed, or BadInput or NotNow with every reason against it; then nothing is written and nobody is told.
    """
    greening.check_may_plant(by, place.project)
    place = queries.lock_place(place.pk)
    plan = plan_of(wish, now=now)
    if not greening.gardens(wish.worker, place.project_id):
        raise BadInput(gettext("请选一位本小区的绿化员去做。"))
    day = timezone.localdate(wish.starts_at)
    spraying.check(plan, queries.ground(place, wish.kind, wish.worker, planting=wish.planting, day=day))
    wanted = plan.wanted if wish.kind == WorkKind.SPRAY else None
    made = GreenWork.objects.create(
        company_id=place.company_id, project=place.project, place=place, planting=wish.planting,
        sighting=wish.sighting, kind=wish.kind, by_machine=wish.by_machine or wish.kind == WorkKind.CUT,
        pesticide=wanted.pesticide if wanted else "", dilution=wish.dilution if wanted else None,
        litres=wish.litres if wanted else None, wash=wanted.wash if wanted else "",
        starts_at=plan.starts, ends_at=plan.ends, safe_hours=wanted.safe_hours if wanted else 0,
        safe_until=plan.safe_until, noticed_at=now, worker=wish.worker,
    )  # fmt: skip
    told = _tell(made, now=now)
    ledger.record(
        "rounds.green_work_announced", made, by=by, at=now, seen_by=Seen.PUBLIC, work=kept_choice(made, "kind"),
        spot=place.name, moment=_said(made.starts_at), until=_said(made.safe_until), told=told,
    )  # fmt: skip
    return made


def plan_of(wish: Wish, *, now: datetime) -> Plan:
    """What the rules look at: local moments, and the remedy of the plant ledger for what was seen."""
    starts = timezone.localtime(wish.starts_at)
    known = wish.planting.known if wish.planting else None
    return Plan(
        kind=wish.kind, starts=starts, ends=starts + timedelta(minutes=wish.minutes),
        noticed=timezone.localtime(now), by_machine=wish.by_machine, dilution=wish.dilution, litres=wish.litres,
        wanted=known.pest(wish.sighting.pest) if known and wish.sighting else None,
    )  # fmt: skip


def _tell(work: GreenWork, *, now: datetime) -> int:
    spray = work.kind == WorkKind.SPRAY
    words = {
        "where": work.spot,
        "moment": _said(work.starts_at), "until": _said(work.safe_until), "pesticide": work.pesticide,
    }  # fmt: skip
    told = telling.tell_many(
        queries.neighbours(work.place), company_id=work.company_id, project_id=work.project_id,
        about="rounds.green_work", title=(heard.SPRAY_TITLE if spray else heard.CUT_TITLE).format(**words),
        body=(heard.SPRAY_BODY if spray else heard.CUT_BODY).format(**words), link=reverse("place", args=[work.place.code]),
        weight=Weight.PLAIN, key=f"green_work:{work.pk}", now=now,
    )  # fmt: skip
    return len(told)


def _said(moment: datetime) -> str:
    with as_kept():
        return spraying.said(timezone.localtime(moment))


@transaction.atomic
def finish(work: GreenWork, *, by: Staff, now: datetime) -> GreenWork:
    """It was done: the safe interval runs from now where that is later than planned; the pest it was for is dealt with.

    Raises NotAllowed, or NotNow before its time.
    """
    work = queries.lock_work(work.pk)
    greening.check_may_tend(by, work.project)
    spraying.check_open(work)
    spraying.check_done_when(work, now=now)
    work.state, work.done_at = WorkState.DONE, now
    work.safe_until = max(work.safe_until, now + timedelta(hours=work.safe_hours))
    work.save(update_fields=["state", "done_at", "safe_until"])
    ledger.record("rounds.green_work_done", work, by=by, at=now, seen_by=Seen.PUBLIC, work=kept_choice(work, "kind"),
                  spot=work.place.name, until=_said(work.safe_until), pesticide=work.pesticide)  # fmt: skip
    if work.sighting_id:
        sighting = queries.lock_sighting(work.sighting_id)
        if sighting.settled_at is None:
            _settle(sighting, f"已打药：{work.pesticide}", by=by, now=now)
    return work


@transaction.atomic
def call_off(work: GreenWork, *, why: str, by: Staff, now: datetime) -> GreenWork:
    """It will not be done: those who were told are told again, with why. Raises NotAllowed, NotNow or BadInput."""
    work = queries.lock_work(work.pk)
    greening.check_may_plant(by, work.project)
    spraying.check_open(work)
    greening.check_why(why)
    work.state, work.why = WorkState.CALLED_OFF, why.strip()
    work.save(update_fields=["state", "why"])
    words = {"where": work.spot, "moment": _said(work.starts_at), "why": work.why}
    heard_of_it = queries.neighbours(work.place)
    reading.outdate(
        [one.pk for one in heard_of_it], company_id=work.company_id, keys=[f"green_work:{work.pk}"], now=now
    )
    telling.tell_many(
        heard_of_it, company_id=work.company_id, project_id=work.project_id,
        about="rounds.green_work", title=heard.OFF_TITLE.format(**words), body=heard.OFF_BODY.format(**words),
        key=f"green_work_off:{work.pk}", now=now,
    )  # fmt: skip
    ledger.record("rounds.green_work_called_off", work, by=by, at=now, seen_by=Seen.PUBLIC, spot=work.place.name,
                  work=kept_choice(work, "kind"), moment=words["moment"], reason=work.why)  # fmt: skip
    return work
