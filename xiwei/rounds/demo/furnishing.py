"""What else of planned work the demo estate has: what grows, and some spot checks."""

from datetime import datetime, timedelta

from django.utils import timezone

from xiwei.estate.models import Place, PlaceKind, Project
from xiwei.people.models import Staff
from xiwei.rounds.actions import checking, greening
from xiwei.rounds.actions.checking import Looked
from xiwei.rounds.queries import routes as queries
from xiwei.rounds.rules.doing import BAD, OK
from xiwei.standards.models import Standard
from xiwei.standards.queries.standards import grade_of, in_force
from xiwei.standards.rules.standards import asked

GROWS = (
    ("osmanthus-fragrans", 18), ("rosa-chinensis", 60), ("camellia-japonica", 24), ("lagerstroemia-indica", 12),
    ("hydrangea-macrophylla", 30), ("ginkgo-biloba", 9), ("nandina-domestica", 40), ("wisteria-sinensis", 6),
    ("nerium-oleander", 8), ("magnolia-denudata", 7), ("forsythia-suspensa", 20), ("iris-tectorum", 80),
)  # fmt: skip
CHECKED = (("C-LIFT-HALL", PlaceKind.LOBBY), ("C-STAIR-SWEEP", PlaceKind.STAIR), ("C-LOBBY-DAILY", PlaceKind.LOBBY))


def plants(project: Project, *, by: Staff, now: datetime) -> None:
    """What grows in its gardens and by its gates; one of them is poisonous and near the playground."""
    beds = list(Place.objects.filter(project=project, kind__in=[PlaceKind.GARDEN, PlaceKind.GATE]).order_by("pk"))
    yards = list(Place.objects.filter(project=project, kind=PlaceKind.PLAYGROUND).order_by("pk"))
    for rank, (code, count) in enumerate(GROWS if beds else ()):
        place = yards[-1] if code == "nerium-oleander" and yards else beds[rank % len(beds)]
        greening.plant(project, place=place, code=code, count=count, by=by, now=now - timedelta(days=200))


def checks(project: Project, *, by: Staff, now: datetime) -> None:
    """Some spot checks of the last days; two of them found something, and one is put right."""
    today = timezone.localdate(now)
    held = {one.code: one for one in in_force(project.company_id, today)}
    answering = list(queries.walkers(project, "cleaning"))
    for rank, (code, kind) in enumerate(CHECKED):
        place = Place.objects.filter(project=project, kind=kind, retired_at__isnull=True).order_by("pk").first()
        if code not in held or place is None or not answering:
            continue
        moment = now - timedelta(days=5 - rank, hours=2)
        answers = _answers(held[code], grade_of(project, today), wrong=rank < 2)
        looked = Looked(
            answers, wanted="当天补做一遍，班长复看" if rank < 2 else "", due_on=timezone.localdate(moment) + timedelta(days=3),
            answering=answering[0],
        )  # fmt: skip
        made = checking.check(project, held[code], place, looked, by=by, now=moment)
        if rank == 0:
            later = moment + timedelta(days=1)
            made = checking.answer(made, words="补擦了一遍，按钮板消过毒", by=answering[0], now=later)
            checking.close(made, by=by, now=later + timedelta(hours=3))


def _answers(standard: Standard, grade: int, *, wrong: bool) -> dict[str, str]:
    """All as it should be, but for the first that is ticked; pictures are not asked of the demo."""
    answers: dict[str, str] = {}
    for row in asked(standard.checks, grade):
        if row["kind"] == "tick":
            answers[row["key"]] = BAD if wrong and BAD not in answers.values() else OK
        elif row["kind"] == "measure":
            low, high = row.get("low"), row.get("high")
            answers[row["key"]] = f"{low if low is not None else high:g}"
    return answers
