"""Find looks: who looked at a person and their homes, who looked unusually, and at what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.ledger.models import Entry, Seen
from xiwei.people.models import (
    Household,
    Oddity,
    OddLimit,
    Person,
    Post,
    Shift,
    Staff,
    Tenure,
    Viewing,
    ViewingKind,
)
from xiwei.people.queries.who import Who
from xiwei.people.rules import looks as rules
from xiwei.people.rules.looks import Glance

# One sitting: who leafs to and fro within it, or loads a page again, is looking still.
A_LOOK = timedelta(minutes=30)
PAPER_LOOK = "estate.document_looked_at"


def looks_still(
    by: Staff, *, what: str, now: datetime, household: Household | None = None, person: Person | None = None,
    matter: tuple[str, int] | None = None, **more: str,
) -> bool:  # fmt: skip
    """Whether this one looked at just this within the last half hour, for the same matter where there is one."""
    lately = Viewing.objects.filter(staff=by, at__gt=now - A_LOOK, at__lte=now, what=what, **more)
    kind, pk = matter or ("", None)
    return lately.filter(household=household, person=person, matter_type=kind, matter_id=pk).exists()


def on_shift(staff: Staff, at: datetime) -> bool:
    """Whether the roster has them at work at that moment."""
    return Shift.objects.filter(staff=staff, starts_at__lte=at, ends_at__gt=at).exists()


def at_homes_of(person: Person) -> QuerySet[Viewing]:
    """Every look at this person or at a home they are or were in, whoever else it was about."""
    homes = Tenure.objects.filter(person=person).values("household")
    return Viewing.objects.filter(Q(person=person) | Q(household__in=homes))


def looked_at(person: Person, *, limit: int | None = None) -> list[Viewing]:
    """Every look at this person, at the homes they are in while they are in them, and every sheet that held them, in scope."""
    ties = list(Tenure.objects.filter(person=person).select_related("household"))
    theirs = Q(person=person)
    for tie in ties:
        # Another's phone in the same home is that other's to read about.
        theirs |= _while_there(tie) & (
            Q(household_id=tie.household_id, person__isnull=True)
            | Q(kind=ViewingKind.EXPORT, project_id=tie.household.project_id)
        )
    found = Viewing.objects.filter(theirs).select_related("staff", "company", "project", "household__room", "person")
    return list(found[:limit] if limit else found)


def papers_looked_at(person: Person) -> QuerySet[Entry]:
    """Every look at a paper of a home this person is in, while they are in it.

    The archive, a storey below, keeps it as a line alone, the same that the home's own page reads.
    """
    theirs = Q(pk__in=[])
    for tie in Tenure.objects.filter(person=person):
        theirs |= _while_there(tie) & Q(household_id=tie.household_id)
    lines = Entry.objects.filter(theirs, kind=PAPER_LOOK, seen_by__gte=Seen.RESIDENT, actor_staff_id__isnull=False)
    return lines.order_by("-at", "-pk")


def _while_there(tie: Tenure) -> Q:
    begins = _midnight(tie.since) if tie.since else None
    ends = _midnight(tie.until + timedelta(days=1)) if tie.until else None
    return (Q(at__gte=begins) if begins else Q()) & (Q(at__lt=ends) if ends else Q())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def bounds(company_id: int) -> dict[str, int]:
    """From how many on each kind is unusual in this company: its own rows over the defaults."""
    own = OddLimit.objects.filter(company_id=company_id).values_list("kind", "most")
    return {**rules.DEFAULTS, **dict(own)}


def glance(one: Viewing) -> Glance:
    """A row as the rules read it."""
    return Glance(one.at, one.household_id, one.kind, one.own, one.on_shift, bool(one.matter_type))


def lookers(since: datetime) -> list[tuple[int, int]]:
    """(staff, project) of everyone who looked at anything since then."""
    found = Viewing.objects.filter(at__gte=since).order_by().values_list("staff_id", "project_id").distinct()
    return sorted(found)


def viewings_of(staff_id: int, project_id: int, *, since: datetime) -> QuerySet[Viewing]:
    """One's looks in a project since then, the first first."""
    return Viewing.objects.filter(staff_id=staff_id, project_id=project_id, at__gte=since).order_by("at", "pk")


def _with_staff(found: QuerySet[Oddity]) -> QuerySet[Oddity]:
    posts = Post.objects.filter(until__isnull=True).select_related("role", "project")
    return found.select_related("staff", "project", "explained_by").prefetch_related(Prefetch("staff__posts", posts))


def project_for_looks(who: Who, pk: int) -> Project:
    """A project whose looks one may see. Raises Project.DoesNotExist for a stranger, NotAllowed for a colleague."""
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    rules.check_may_see_looks(staff, company_id=project.company_id, project_id=project.pk)
    return project


def oddities(project: Project, by: Staff, *, limit: int = 200) -> tuple[list[Oddity], list[Oddity]]:
    """Those that wait for `by` to ask, and those explained; never one's own, nor a director's for a director."""
    found = _with_staff(Oddity.objects.filter(project=project))[:limit]
    theirs = [one for one in found if rules.may_explain(by, one)]
    return [one for one in theirs if one.explained_at is None], [one for one in theirs if one.explained_at]


def oddity_for(who: Who, pk: int) -> Oddity:
    """One that this person may ask about. Raises Oddity.DoesNotExist for a stranger, NotAllowed for a colleague."""
    found = _with_staff(Oddity.objects.all()).get(pk=pk)
    staff = who.staff_in(found.company_id)
    if staff is None:
        raise Oddity.DoesNotExist
    rules.check_may_explain(staff, found)
    return found


def viewings_in(oddity: Oddity) -> list[Viewing]:
    """The very looks it counts."""
    found = Viewing.objects.filter(
        staff=oddity.staff_id, project=oddity.project_id, at__gte=oddity.begins, at__lte=oddity.ends
    )
    rows = found.select_related("household__room", "person").order_by("at", "pk")
    return [one for one in rows if rules.counts_for(oddity.kind, glance(one))]


@dataclass(frozen=True)
class Bound:
    """One bound as the page offers it."""

    kind: str
    label: str
    most: int
    default: int
    highest: int


def waiting(who: Who, project_ids: Collection[int]) -> int:
    """How many wait to be asked about, for the pages of whoever may."""
    found = _with_staff(Oddity.objects.filter(project__in=project_ids, explained_at__isnull=True))
    return sum(rules.may_explain(who.staff_in(one.company_id), one) for one in found[:200])
