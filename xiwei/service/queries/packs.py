"""Find what an evidence pack is about, what belongs in it, and the packs that were asked for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from xiwei.estate.models import Place, Project
from xiwei.ledger.models import Chain, Entry, Seen
from xiwei.ledger.queries import is_at_work
from xiwei.ledger.seals import publishing
from xiwei.people.models import Household, Person, Staff, Tenure
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.service.models import Pack, PackAbout, PackState, Photo, Ticket

Subject = Ticket | Household | Place | Project
MOST_LINES = 20_000


@dataclass(frozen=True)
class Gathered:
    """What goes into a pack: its lines in the order of time, the pictures they cite, and whose matter it is."""

    pack: Pack
    subject: Subject
    lines: list[Entry]
    photos: dict[int, Photo] = field(default_factory=dict)
    theirs: frozenset[int] = frozenset()  # the persons whose matter it is, by number
    names: dict[tuple[str, int], str] = field(default_factory=dict)  # how who wrote a line is called now (author_of)


def lock(pack: Pack) -> Pack:
    """The pack's row as it stands, held until the transaction ends."""
    return Pack.objects.select_for_update().get(pk=pack.pk)


def subject_of(about: str, number: int) -> Subject:
    """What a pack of this kind is about. Raises ObjectDoesNotExist where there is none of this number."""
    if about == PackAbout.TICKET:
        return Ticket.objects.select_related("project", "item", "asker", "first_contact", "answering").get(pk=number)
    if about == PackAbout.HOUSEHOLD:
        return Household.objects.select_related("project", "room").get(pk=number)
    if about == PackAbout.PLACE:
        return Place.objects.select_related("project").get(pk=number)
    return Project.objects.get(pk=number)


def project_of(subject: Subject) -> Project:
    """Whose packs it is among."""
    return subject if isinstance(subject, Project) else subject.project


def people_of(subject: Subject) -> frozenset[int]:
    """The persons whose matter it is: who asked, and who ever belonged to the home. Nobody's, of a place or a project."""
    home = subject.pk if isinstance(subject, Household) else getattr(subject, "household_id", None)
    found = set(Tenure.objects.filter(household_id=home).values_list("person_id", flat=True)) if home else set()
    return frozenset(found | ({subject.asker_id} if isinstance(subject, Ticket) and subject.asker_id else set()))


def _about(pack: Pack) -> Q:
    if pack.about == PackAbout.TICKET:
        return Q(subject_type=Ticket._meta.label_lower, subject_id=pack.subject_id)
    if pack.about == PackAbout.HOUSEHOLD:
        return Q(household_id=pack.subject_id)
    if pack.about == PackAbout.PLACE:  # what a home asked for is the home's, wherever it was
        return Q(place_id=pack.subject_id, household_id=None, room_id=None)
    return Q(project_id=pack.subject_id)


def lines_of(pack: Pack) -> QuerySet[Entry]:
    """The lines that belong in it, in the order of time; one that a resident asked for has what residents read alone."""
    found = Entry.objects.filter(_about(pack), company_id=pack.company_id)
    if pack.since:
        found = found.filter(at__gte=pack.since)
    if pack.until:
        found = found.filter(at__lt=pack.until)
    if pack.staff_id is None:
        found = found.filter(seen_by__gte=Seen.RESIDENT)
    return found.order_by("at", "pk")


def gather(pack: Pack) -> Gathered:
    """All that goes into a pack; at most MOST_LINES + 1 lines, for whoever asks to refuse."""
    subject, lines = subject_of(pack.about, pack.subject_id), list(lines_of(pack)[: MOST_LINES + 1])
    return Gathered(pack, subject, lines, photos_of(lines), people_of(subject), names_of(lines))


def author_of(entry: Entry) -> tuple[str, int] | None:
    """Who wrote a line, whatever they were called then: of the staff or a resident, by number; None of nobody."""
    if entry.actor_staff_id:
        return ("staff", entry.actor_staff_id)
    return ("person", entry.actor_person_id) if entry.actor_person_id else None


def names_of(lines: Collection[Entry]) -> dict[tuple[str, int], str]:
    """How those who wrote these lines are called now."""
    authors = {author_of(line) for line in lines} - {None}
    by = {sort: [pk for kind, pk in filter(None, authors) if kind == sort] for sort in ("staff", "person")}
    staff = Staff.objects.filter(pk__in=by["staff"]).values_list("pk", "person__name")
    persons = Person.objects.filter(pk__in=by["person"]).values_list("pk", "name")
    return {("staff", pk): name for pk, name in staff} | {("person", pk): name for pk, name in persons}


def photos_of(lines: Collection[Entry]) -> dict[int, Photo]:
    """The pictures that lines cite, by number."""
    numbers = sorted({one["photo"] for line in lines for one in line.evidence})
    found: dict[int, Photo] = {}
    for at in range(0, len(numbers), 500):
        found |= Photo.objects.in_bulk(numbers[at : at + 500])
    return found


def visible_to(who: Who) -> Q:
    """Which packs this person may open: those they asked for, and what colleagues asked for where they may make some.

    A resident's own is that resident's alone: its purpose may be a complaint of the very one who could read it.
    """
    mine = Q(by=who.person) if who.person else Q(pk__in=[])
    return mine | (Q(staff__isnull=False) & who.projects_with(Permission.EVIDENCE_MAKE)) if who.staff else mine


def for_person(who: Who, pk: int) -> Pack:
    """One pack. Raises Pack.DoesNotExist for a stranger's."""
    return Pack.objects.filter(visible_to(who)).select_related("project", "by", "staff").get(pk=pk)


def history(who: Who, project: Project) -> QuerySet[Pack]:
    """The packs of a project that this person may open, newest first."""
    return Pack.objects.filter(visible_to(who), project=project).select_related("by", "staff")


def is_stranded(pack: Pack) -> bool:
    """It should be at work and no job is: its worker died at it, or was never there to take it up."""
    if not pack.is_at_work:
        return False
    return not is_at_work(pack.task)


def past(before: object) -> QuerySet[Pack]:
    """Packs whose file has served."""
    return Pack.objects.filter(state=PackState.DONE, done_at__lt=before).exclude(path="")


def links(pack: Pack) -> Iterator[str]:
    """The seals after those the pack stands under, each chain's in order, as lines of JSON (publishing.later)."""
    for name, number, _ in pack.seals:
        company, project = name.split("/")
        chain = Chain.objects.get(company_id=company, project_id=project)
        yield from publishing.later(chain, number)
