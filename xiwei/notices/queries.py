"""Find messages, preferences and channels. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from xiwei.estate.models import Document
from xiwei.estate.rules.documents import may_keep
from xiwei.ledger import editions
from xiwei.ledger.models import Chain
from xiwei.notices.models import Channel, Delivery, DeliveryState, Keeper, Message, Preference, Weight
from xiwei.people.models import Person, Staff
from xiwei.people.queries.staff import with_posts
from xiwei.people.queries.who import Who
from xiwei.shared import scope
from xiwei.shared.prepared import Given, prepared

PAGE = 30
HEALTH = timedelta(days=7)
TRIAL = "notices.trial"


class Unread(NamedTuple):
    """How many wait, and the newest of them: what the bell shows, and whether it changed."""

    waiting: int
    newest: int | None


def unread(person: Person) -> Unread:
    """The bell's one query; scoped to the companies this person belongs to."""
    found = Message.objects.filter(person=person, read_at__isnull=True).aggregate(n=Count("pk"), top=Max("pk"))
    return Unread(found["n"], found["top"])


@dataclass(frozen=True)
class InboxPage:
    """Some messages, newest first, and the cursor of the page before them in time; empty at the end."""

    messages: list[Message]
    older: str


def inbox(person: Person, *, only_unread: bool = False, before: str = "", size: int = PAGE) -> InboxPage:
    """One page of this person's messages. `before` is a cursor an earlier page gave; nonsense means the first page."""
    cursor = _cursor(before)
    mark = {"at": cursor[0], "pk": cursor[1]} if cursor else {}
    found = _messages(only_unread, size + 1, person=person, **mark)
    last = found[size - 1] if len(found) > size else None
    return InboxPage(found[:size], f"{last.at.isoformat()}~{last.pk}" if last else "")


@prepared
def _messages(only_unread: bool, most: int, *, person: Given, **mark: Given) -> QuerySet[Message]:
    rows = Message.objects.filter(person=person)
    if only_unread:
        rows = rows.filter(read_at__isnull=True)
    if mark:
        rows = rows.filter(Q(at__lt=mark["at"]) | Q(at=mark["at"], pk__lt=mark["pk"]))
    return rows[:most]


def _cursor(text: str) -> tuple[datetime, int] | None:
    at, _, pk = text.partition("~")
    try:
        moment, number = datetime.fromisoformat(at.replace(" ", "+")), int(pk)
    except ValueError:
        return None
    return (moment, number) if timezone.is_aware(moment) and 0 <= number < 2**63 else None


def message_of(person: Person, pk: int) -> Message | None:
    """One of this person's own messages; None for anyone else's."""
    return Message.objects.filter(person=person, pk=pk).first()


def preference_of(person: Person) -> Preference | None:
    """What this person set, or None if nothing."""
    return Preference.objects.filter(person=person).first()


def open_kinds(company_ids: Collection[int]) -> set[str]:
    """The kinds of channel that any of these companies has on."""
    rows = Channel.objects.filter(company_id__in=company_ids, on=True)
    return set(rows.values_list("kind", flat=True))


def channels_on(company_id: int) -> list[str]:
    """The kinds this company has on."""
    rows = Channel.objects.filter(company_id=company_id, on=True).order_by("kind")
    return editions.kept(editions.company(company_id), "channels", lambda: list(rows.values_list("kind", flat=True)))


def preferences(person_ids: Collection[int]) -> dict[int, Preference]:
    """Those who set something, by person."""
    return {row.person_id: row for row in Preference.objects.filter(person_id__in=person_ids)}


def employed(company_id: int, person_ids: Collection[int]) -> set[int]:
    """Which of these work for the company today."""
    rows = Staff.objects.filter(company_id=company_id, person_id__in=person_ids, left_on__isnull=True)
    return set(rows.values_list("person_id", flat=True))


def keepers_of(document: Document) -> list[Person]:
    """Who keeps the archive where a document stands and may see it: the project's own, else the whole company's."""
    serving = with_posts(Staff.objects.filter(company_id=document.company_id, left_on__isnull=True))
    keepers = [one for one in serving.select_related("person") if may_keep(one, document)]
    near = [one for one in keepers if any(post.project_id for post in one.posts.all())]
    return [one.person for one in (near if document.project_id and near else keepers)]


@scope.everywhere("a person's ear is one, whoever speaks")
def sent_today(person_ids: Collection[int], now: datetime) -> dict[int, int]:
    """How many ordinary messages left for each of them today, from any company: the ear is one."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (
        Message.objects.filter(person_id__in=person_ids, at__gte=midnight, weight=Weight.PLAIN)
        .filter(deliveries__isnull=False)
        .order_by()
        .values_list("person_id")
        .annotate(n=Count("pk", distinct=True))
    )
    return dict(rows)


@dataclass
class ChannelHealth:
    """How a channel did in the last seven days, and what it last complained of."""

    sent: int = 0
    failed: int = 0
    error: str = ""


def channels(company_id: int) -> dict[str, Channel]:
    """A company's channels by kind, on or off."""
    return {row.kind: row for row in Channel.objects.filter(company_id=company_id)}


def health(company_id: int, now: datetime) -> dict[str, ChannelHealth]:
    """By kind of channel, tests apart; two queries."""
    recent = Delivery.objects.filter(company_id=company_id, message__at__gte=now - HEALTH)
    recent = recent.exclude(message__about=TRIAL)
    found: dict[str, ChannelHealth] = defaultdict(ChannelHealth)
    for kind, state, count in recent.order_by().values_list("kind", "state").annotate(n=Count("pk")):
        if state in (DeliveryState.SENT, DeliveryState.FAILED):
            setattr(found[kind], state, count)
    complaints = recent.exclude(error="").exclude(state=DeliveryState.SENT).order_by("message__at", "pk")
    for kind, error in complaints.values_list("kind", "error"):
        found[kind].error = error
    return found


def trials(company_id: int, now: datetime) -> dict[str, Delivery]:
    """The last test sent by each kind of channel, of the last seven days."""
    rows = Delivery.objects.filter(company_id=company_id, message__about=TRIAL, message__at__gte=now - HEALTH)
    return {row.kind: row for row in rows.select_related("message").order_by("pk")}


def due(now: datetime, resting: Collection[tuple[int, str]]) -> QuerySet[Delivery]:
    """Deliveries whose moment has come, the longest waiting first, not by channels that are resting.

    Two workers meet on PostgreSQL: each locks what it takes and steps over what the other holds. SQLite has one writer.
    """
    rows = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now).order_by("due_at", "pk")
    for company_id, kind in resting:
        rows = rows.exclude(company_id=company_id, kind=kind)
    rows = rows.select_related("message__person", "message__company")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def lock_keeper(keeper: Keeper) -> Keeper:
    """The keeper's row as it stands, held until the transaction ends."""
    return Keeper.objects.select_for_update().get(pk=keeper.pk)


def keepers(company_id: int) -> list[Keeper]:
    """Who keeps this company's roots now."""
    return list(Keeper.objects.filter(company_id=company_id, on=True).order_by("pk"))


def keepers_due(now: datetime) -> list[Keeper]:
    """Those to whom the roots go now."""
    return list(Keeper.objects.filter(on=True, due_at__lte=now).select_related("company").order_by("due_at", "pk"))


def chains_of(who: Who) -> list[Chain]:
    """The chains a person may see the roots of: of the company they serve, and of the projects they live in."""
    serves = {staff.company_id for staff in who.staff}
    lives = {tenure.household.project_id for tenure in who.tenures}
    return list(Chain.objects.filter(Q(company_id__in=serves) | Q(project_id__in=lives)))
