"""Find documents, from the person who asks: what their permissions open, by kind and place, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Greatest, Lower, StrIndex, Substr

from xiwei.estate.index import INDEX, asked_of
from xiwei.estate.models import Content, Document, Loan, Room, TextState, Version
from xiwei.estate.papers import kinds
from xiwei.estate.rules import documents as rules
from xiwei.estate.rules.ground import Asker
from xiwei.ledger.models import Entry

SOON = timedelta(days=60)
PREVIEW = 4000  # characters
AROUND = 30  # characters before a word that was found inside
STATES = ("expiring", "out", "held", "overripe", "unread", "gone")


def visible(who: Asker) -> Q:
    """A condition on documents: those whose kind this person may see where they stand."""
    condition = Q(pk__in=[])
    for level, power in rules.LEVELS.items():
        codes = kinds.codes_of({level})
        for company_id, project_id in who.reach(power):
            where = Q(company_id=company_id, project_id=project_id) if project_id else Q(company_id=company_id)
            condition |= where & Q(kind__in=codes)
    return condition


@dataclass(frozen=True)
class Asked:
    """How the list is narrowed; what is empty narrows nothing."""

    words: str = ""
    kind: str = ""
    group: str = ""
    project: int | None = None
    noun: str = ""
    state: str = ""
    of: tuple[str, int] | None = None


def found(who: Asker, asked: Asked, today: date) -> QuerySet[Document]:
    """Documents this person may see, narrowed; the latest first. What was destroyed is there only where it is asked for."""
    rows = Document.objects.filter(visible(who), destroyed_at__isnull=asked.state != "gone")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.group:
        rows = rows.filter(kind__in=[one.code for one in kinds.kinds().values() if one.group == asked.group])
    if asked.project is not None:
        rows = rows.filter(project_id=asked.project or None)
    if asked.noun:
        rows = rows.filter(of_noun=asked.noun)
    if asked.of:
        rows = rows.filter(of_noun=asked.of[0], of_id=asked.of[1])
    rows = _in_state(rows, asked.state, today)
    if asked.words.strip():
        rows = INDEX.matching(rows, asked_of(asked.words))
    return with_marks(rows)


def _in_state(rows: QuerySet[Document], state: str, today: date) -> QuerySet[Document]:
    if state == "expiring":
        return rows.filter(expires_on__lte=today + SOON)
    if state == "out":
        return rows.filter(Exists(_out()))
    if state == "held":
        return rows.filter(held_at__isnull=False)
    if state == "overripe":
        return rows.filter(keep_until__lt=today)
    if state == "unread":
        failed = Version.objects.filter(
            document=OuterRef("pk"), number=OuterRef("latest"), content__text_state=TextState.FAILED
        )
        return rows.filter(Exists(failed))
    return rows


def _out() -> QuerySet[Loan]:
    return Loan.objects.filter(document=OuterRef("pk"), back_at__isnull=True)


def with_marks(rows: QuerySet[Document]) -> QuerySet[Document]:
    """With their project, last versions and who has the original: three queries for any number."""
    versions = Version.objects.select_related("content").defer("content__text")
    out = Loan.objects.filter(back_at__isnull=True)
    return rows.select_related("project").prefetch_related(
        Prefetch("versions", versions), Prefetch("loans", out, to_attr="out")
    )


def preview(document: Document) -> str:
    """The beginning of the words inside, for what has no pages to look at."""
    return version(document, document.latest).content.text[:PREVIEW]


def snippets(documents: Sequence[Document], words: str) -> dict[int, str]:
    """By document, the words inside around the first of these words that stands there; a query for each of three words."""
    found: dict[int, str] = {}
    for word in words.split()[:3]:
        rows = Version.objects.filter(document__in=documents, number=F("document__latest"))
        rows = rows.annotate(stands=StrIndex(Lower("content__text"), Value(word.lower()))).filter(stands__gt=0)
        around = Substr("content__text", Greatest(F("stands") - AROUND, Value(1)), AROUND * 3)
        for pk, text in rows.annotate(around=around).order_by().values_list("document_id", "around"):
            found.setdefault(pk, " ".join(text.split()))
    return found


def of_subject(who: Asker, noun: str, pk: int, today: date, most: int = 20) -> list[Document]:
    """What this person may see of one thing, for its own page."""
    return list(found(who, Asked(of=(noun, pk)), today)[:most])


def of_room(who: Asker, room: Room, today: date) -> list[Document]:
    """What this person may see of a room and of those who live or lived there."""
    return list(found(who, Asked(), today).filter(room=room)[:20])


def papers_of(household_ids: Iterable[int]) -> list[Document]:
    """The residents' papers of these homes, as far as they stand."""
    return list(
        Document.objects.filter(
            household_id__in=household_ids, kind__in=kinds.codes_of({"residents"}), destroyed_at__isnull=True
        )
    )


def anything(who: Asker, words: str, today: date, most: int = 10) -> list[Document]:
    """For the search over everything: the first documents in whose name or text all the words stand."""
    return list(found(who, Asked(words=words), today)[:most]) if words.strip() else []


def for_person(who: Asker, pk: int) -> Document:
    """One document: for staff who may see its kind there, and for the household it belongs to where the kind is shown.

    Raises Document.DoesNotExist for a stranger, NotAllowed for a colleague without the right.
    """
    document = Document.objects.select_related("project", "company").get(pk=pk)
    staff = who.staff_in(document.company_id)
    if is_theirs(who, document):
        return document
    if staff is None:
        raise Document.DoesNotExist
    rules.check_may_see(staff, document)
    return document


def is_theirs(who: Asker, document: Document) -> bool:
    """Whether it is a paper of this person's own home, of a kind that is shown to the household."""
    homes: set[int] = getattr(who, "household_ids", set())
    return document.sort.shown and document.household_id in homes and document.destroyed_at is None


def of_homes(household_ids: Iterable[int]) -> QuerySet[Document]:
    """What a resident may see: the shown kinds of their own homes."""
    shown = [one.code for one in kinds.kinds().values() if one.shown]
    rows = Document.objects.filter(household_id__in=household_ids, kind__in=shown, destroyed_at__isnull=True)
    return with_marks(rows)


def versions(document: Document) -> list[Version]:
    """All its versions, the last first, without the words inside."""
    return list(document.versions.select_related("content").defer("content__text"))


def version(document: Document, number: int) -> Version:
    """One version with its content. Raises Version.DoesNotExist."""
    return document.versions.select_related("content").get(number=number)


def loan_out(document: Document) -> Loan | None:
    """Who has the original now."""
    return Loan.objects.filter(document=document, back_at__isnull=True).first()


def loans(document: Document) -> list[Loan]:
    """Everyone who had it, the last first."""
    return list(document.loans.order_by("-lent_at")[:20])


def lock(document: Document) -> Document:
    """As it is now, held until the transaction ends."""
    return Document.objects.select_for_update(of=("self",)).select_related("project", "company").get(pk=document.pk)


def lock_content(company_id: int, sha256: str) -> Content | None:
    """The bytes of this hash, held: whoever adds a version or destroys one waits for the other."""
    return Content.objects.select_for_update().filter(company_id=company_id, sha256=sha256).first()


def others_use(content: Content, document: Document) -> bool:
    """Whether another document that stands has the same bytes."""
    rows = Version.objects.filter(content=content, document__destroyed_at__isnull=True)
    return rows.exclude(document=document).exists()


def unread(most: int) -> list[Content]:
    """Contents whose words are not read yet."""
    return list(Content.objects.filter(text_state=TextState.WAITING, gone_at__isnull=True).order_by("pk")[:most])


def latest_with(contents: Sequence[Content]) -> QuerySet[Version]:
    """Versions that are their document's last, with these bytes."""
    rows = Version.objects.filter(content__in=contents).select_related("document")
    return rows.filter(document__destroyed_at__isnull=True)


def ending_by(day: date) -> QuerySet[Document]:
    """Documents that end by this day and may have to be warned of."""
    rows = Document.objects.filter(destroyed_at__isnull=True, expires_on__lte=day).exclude(reminded=0)
    return rows.order_by("pk")


def overdue_untold(today: date) -> QuerySet[Loan]:
    """Originals that should be back, of which nobody heard."""
    return Loan.objects.filter(back_at__isnull=True, due_on__lt=today, told_at__isnull=True).select_related("document")


def looks_still(document: Document, *, staff_id: int | None, since: datetime) -> bool:
    """Whether this colleague has looked at it a moment ago: leafing to and fro is one look."""
    lines = Entry.objects.filter(subject_type="estate.document", subject_id=document.pk, at__gte=since)
    return lines.filter(kind="estate.document_looked_at", actor_staff_id=staff_id).exists()
