"""What the page of a wall code says of the greenery: keep out after a spraying, what is announced, what grows here (B10, D6)."""

from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Place
from xiwei.people.models import Line, Staff
from xiwei.rounds.models import CareDone, GreenWork, Planting, WorkKind, WorkState
from xiwei.rounds.plants import CARE
from xiwei.rounds.queries import plants as queries
from xiwei.service.daily import Part
from xiwei.service.place_says import Say, Upkeep
from xiwei.shared.tongue import joined

AHEAD = timedelta(days=7)
MORNING, EVENING = time(8, 30), time(18, 0)
MOST = 4  # kinds of care shown at a place


def of_place(place: Place, now: datetime) -> list[Say]:
    """Two queries: the works of now and of the week to come, the plants."""
    rows = GreenWork.objects.filter(place=place, safe_until__gt=now, starts_at__lt=now + AHEAD)
    works = rows.exclude(state=WorkState.CALLED_OFF).order_by("starts_at")
    return [*(_work(one, now) for one in works if _matters(one, now)), *_plants(place)]


def _matters(work: GreenWork, now: datetime) -> bool:
    """A cutting that is done is over; a spraying is not, until its safe interval ends."""
    return work.kind == WorkKind.SPRAY or work.state == WorkState.PLANNED


def _work(work: GreenWork, now: datetime) -> Say:
    until = f"{timezone.localtime(work.safe_until):%H:%M}"
    day = _day(work.safe_until, now)
    if work.kind == WorkKind.SPRAY and work.is_unsafe(now):
        return Say(
            "alert-triangle", gettext("施药后 {day} {until} 前请勿进入，宠物也不要。").format(day=day, until=until)
        )
    moment = f"{_day(work.starts_at, now)} {timezone.localtime(work.starts_at):%H:%M}"
    if work.kind == WorkKind.SPRAY:
        said = gettext("{moment} 起这里打药（{pesticide}），{day} {until} 前请勿进入。请关窗、收衣物，看好孩子和宠物。")
        return Say("spray", said.format(moment=moment, pesticide=work.pesticide, day=day, until=until))
    said = gettext("{moment} 起这里用机械修剪，{until} 前后结束，请绕行。")
    return Say("scissors", said.format(moment=moment, until=until), "calm")


def _day(moment: datetime, now: datetime) -> str:
    day, today = timezone.localdate(moment), timezone.localdate(now)
    named = {0: gettext("今天"), 1: gettext("明天"), 2: gettext("后天")}
    return named.get((day - today).days) or gettext("{month}月{day}日").format(month=day.month, day=day.day)


def _plants(place: Place) -> list[Say]:
    known = [one.known for one in _standing(place) if one.known]
    if not known:
        return []
    page = f"{reverse('plants')}?at={place.code}"
    harmful = [one for one in known if one.is_harmful]
    says = [Say("plant-2", gettext("这里种着{plants}").format(plants=joined(one.name for one in known)), "calm", page)]
    if harmful:
        names = joined(one.name for one in harmful)
        text = gettext("{plants}有毒：请勿采摘、勿入口，看好孩子和宠物。").format(plants=names)
        says.insert(0, Say("alert-triangle", text, "", reverse("plant", args=[harmful[0].code])))
    return says


def _standing(place: Place) -> list[Planting]:
    return list(Planting.objects.filter(place=place, ended_at__isnull=True).select_related("place", "project"))


def parts_of_day(staff: Staff, now: datetime) -> list[Part]:
    """A gardener's page 今日: how much care is due, and where all of it stands; nothing for other lines."""
    if not any(post.until is None and post.line == Line.GREENING for post in staff.posts.all()):
        return []
    today = timezone.localdate(now)
    due = [one for one in queries.week_of(queries.projects_of(staff), today) if one.day == today]
    said = joined(dict.fromkeys(str(CARE[one.what]) for one in due)) or gettext("今天没有该做的养护")
    title = gettext("养护 {n} 样").format(n=len(due)) if due else gettext("看看这一周")
    return [Part(title, said, gettext("今天"), reverse("greening"), "plant-2")]


def upkeep_of(place: Place, now: datetime) -> list[Upkeep]:
    """Each kind of care here: when last and by whom, when next; what comes soonest first."""
    plantings = _standing(place)
    if not plantings:
        return []
    today = timezone.localdate(now)
    soonest: dict[str, datetime] = {}
    for tasks in queries.tasks_of(plantings, today).values():
        for task in tasks:
            moment = _moment(task.day, now)
            soonest[task.what] = min(soonest.get(task.what, moment), moment)
    last = _last(plantings)
    wanted = sorted(soonest, key=lambda what: soonest[what])[:MOST]
    return [
        Upkeep(str(CARE[what]), "greening", last[what].at if what in last else None,
               last[what].by.actor.label if what in last else "", soonest[what])
        for what in wanted
    ]  # fmt: skip


def _moment(day: date, now: datetime) -> datetime:
    """When a gardener would do it: in the morning of its day; what is due today or was, by this evening, else tomorrow."""
    today, evening = timezone.localdate(now), timezone.make_aware(datetime.combine(timezone.localdate(now), EVENING))
    if day <= today and now < evening:
        return evening
    return timezone.make_aware(datetime.combine(max(day, today + timedelta(days=1)), MORNING))


def _last(plantings: list[Planting]) -> dict[str, CareDone]:
    found: dict[str, CareDone] = {}
    for one in CareDone.objects.filter(planting__in=plantings).select_related("by").order_by("-at")[:60]:
        found.setdefault(one.what, one)
    return found
