"""Find changes of who holds or lives in a room, and who does now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from xiwei.estate.models import Project, Room
from xiwei.estate.papers.promised import Promised
from xiwei.estate.rules import By
from xiwei.people.models import Household, Invitation, Paper, Person, Relation, Tenure, Transfer, TransferState
from xiwei.people.queries import homes
from xiwei.people.queries.who import Who
from xiwei.people.rules import papers as paper_rules
from xiwei.people.rules import transfers as rules
from xiwei.people.rules.papers import Need
from xiwei.people.rules.transfers import BRINGS, NEW_HOLDERS, Standing
from xiwei.shared import scope


def standing(room: Room, home: int | None = None) -> Standing:
    """Who holds and who rents this room now, each with their present `ties`; `home` is the one that is to leave."""
    found = homes.living_in(room)
    renting = [one for one in found if rents(one)]
    chosen = next((one for one in found if one.pk == home), None)
    return Standing([one for one in found if one not in renting], renting, chosen)


def rents(home: Household) -> bool:
    """Whether a household with its present `ties` is the tenants'."""
    ties: Sequence[Tenure] = home.ties  # type: ignore[attr-defined]
    return home.rents or (bool(ties) and all(tie.relation == Relation.TENANT for tie in ties))


def room_to_change(who: Who, pk: int) -> Room:
    """A room whose households one may change. Raises Room.DoesNotExist for a stranger, NotAllowed for a colleague."""
    room = Room.objects.select_related("project", "building").get(pk=pk)
    staff = who.staff_in(room.company_id)
    if staff is None:
        raise Room.DoesNotExist
    rules.check_may_transfer(staff, company_id=room.company_id, project_id=room.project_id)
    return room


def project_to_change(who: Who, pk: int) -> Project:
    """The same of a project: for the list of its changes."""
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    rules.check_may_transfer(staff, company_id=project.company_id, project_id=project.pk)
    return project


def transfer_for(who: Who, pk: int) -> Transfer:
    """One change with its papers and fates. Raises Transfer.DoesNotExist for a stranger, NotAllowed for a colleague."""
    transfer = _whole().get(pk=pk)
    staff = who.staff_in(transfer.company_id)
    if staff is None:
        raise Transfer.DoesNotExist
    rules.check_may_transfer(staff, company_id=transfer.company_id, project_id=transfer.project_id)
    return transfer


def paper_for(who: Who, pk: int) -> Paper:
    """A paper of which a picture or scan is kept, for those who may see its change."""
    paper = Paper.objects.exclude(scan="").get(pk=pk)
    paper.transfer = transfer_for(who, paper.transfer_id)
    return paper


def lacking(transfer: Transfer) -> list[Need]:
    """What of its papers is still to come; reads its `papers`. Of one that came to nothing, nothing."""
    if transfer.state in rules.CAME_TO_NOTHING:
        return []
    return paper_rules.lacking(transfer.kind, [one.kind for one in transfer.papers.all() if one.seen])


def papers_to_come(project: Project, by: By) -> list[Promised]:
    """The papers of this project's changes that were to come later and have not: for those who make changes there."""
    if not rules.may_transfer(by, company_id=project.company_id, project_id=project.pk):
        return []
    found = Transfer.objects.filter(project=project).exclude(later="").exclude(state__in=rules.CAME_TO_NOTHING)
    return [
        Promised("、".join(one.said for one in left), str(made), timezone.localdate(made.made_at), made.later,
                 reverse("transfer", args=[made.pk]))
        for made in found.select_related("room").prefetch_related("papers").order_by("pk")
        if (left := lacking(made))
    ]  # fmt: skip


def of_person(person: Person, company_id: int) -> list[Transfer]:
    """The changes that brought them or saw them out, or name them as who is to come."""
    lived = Tenure.objects.filter(person=person, company_id=company_id).values("household")
    found = Transfer.objects.filter(Q(leaving__in=lived) | Q(coming__in=lived), company_id=company_id)
    planned_ = Transfer.objects.filter(company_id=company_id, coming=None).exclude(newcomers=[])
    to_come = [one for one in planned_ if person.mobile and person.mobile in [new["phone"] for new in one.newcomers]]
    return sorted({*found, *to_come}, key=lambda one: one.pk)


def by_pk(pk: int) -> Transfer:
    """One change as its page shows it; Transfer.DoesNotExist where there is none."""
    return _whole().get(pk=pk)


def _whole() -> QuerySet[Transfer]:
    related = ("room__project", "leaving", "coming", "source", "made_by", "ended_by")
    return Transfer.objects.select_related(*related).prefetch_related("papers", "fates")


def lock(transfer: Transfer) -> Transfer:
    """The row as it stands, its room held too: every change of a room's households waits for the one before."""
    Room.objects.select_for_update().get(pk=transfer.room_id)
    held = Transfer.objects.select_for_update(of=("self",))
    return held.select_related("room", "leaving", "coming", "source", "made_by").get(pk=transfer.pk)


def of_project(project: Project) -> tuple[QuerySet[Transfer], QuerySet[Transfer]]:
    """What waits for its day, the nearest first; and the rest, the latest first."""
    found = Transfer.objects.filter(project=project).select_related("room", "leaving", "coming")
    waiting = found.filter(state=TransferState.PLANNED).order_by("day", "pk")
    return waiting, found.exclude(state=TransferState.PLANNED).order_by("-made_at", "-pk")


def planned(room: Room) -> Transfer | None:
    """The change of this room that waits for its day; there is one at most."""
    return Transfer.objects.filter(room=room, state=TransferState.PLANNED).select_related("room").first()


@scope.everywhere("the clock carries out every company's changes")
def due(now: datetime) -> list[Transfer]:
    """Whose day has come."""
    found = Transfer.objects.filter(state=TransferState.PLANNED, day__lte=timezone.localdate(now))
    return list(found.select_related("room", "made_by").order_by("day", "pk"))


def open_invitations(room: Room) -> list[Invitation]:
    """Invitations into this room that nobody has answered."""
    unanswered = Invitation.objects.filter(room=room, accepted_at=None, withdrawn_at=None, declined_at=None)
    return list(unanswered.select_for_update().order_by("pk"))


def later(transfer: Transfer) -> Transfer | None:
    """A change of the same room that was decided since and stands."""
    stands = Q(state__in=[TransferState.DONE, TransferState.PLANNED])
    found = Transfer.objects.filter(stands, room_id=transfer.room_id, pk__gt=transfer.pk)
    return found.select_related("room").order_by("pk").first()


def undone_arrivals(room: Room) -> QuerySet[Household]:
    """Households that a change brought and its undoing took back: they never lived here."""
    return Household.objects.filter(room=room, transfers_to__state=TransferState.UNDONE)


def before(room: Room, kind: str) -> list[Household]:
    """Earlier households of the sort a change brings, for its day must not lie in their time."""
    if kind not in BRINGS:
        return []
    gone = Household.objects.filter(room=room, until__isnull=False).exclude(pk__in=undone_arrivals(room).values("pk"))
    return list(gone.filter(rents=kind not in (*NEW_HOLDERS, "moved_in")))


@dataclass(frozen=True)
class Span:
    """Who lived there, from when to when, and the change that brought or ended it."""

    home: Household
    people: list[str]
    by: Transfer | None


def history(room: Room) -> list[Span]:
    """A room by who held or lived in it, the latest first; what an undoing took back is not in it."""
    never = undone_arrivals(room).values("pk")
    homes_ = Household.objects.filter(room=room).exclude(pk__in=never).prefetch_related("tenures__person")
    came = {one.coming_id: one for one in Transfer.objects.filter(room=room, state=TransferState.DONE)}
    went = {one.leaving_id: one for one in Transfer.objects.filter(room=room, state=TransferState.DONE).order_by("pk")}
    spans = [Span(home, _names(home), went.get(home.pk) if home.until else came.get(home.pk)) for home in homes_]
    return sorted(spans, key=lambda span: (span.home.until or date.max, span.home.pk), reverse=True)


def _names(home: Household) -> list[str]:
    """Those who were of it to its end: who left before stays out of a list of those who lived there last."""
    return list(dict.fromkeys(tie.person.name for tie in home.tenures.all() if tie.until == home.until))
