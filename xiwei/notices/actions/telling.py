"""Say something to people: into the inbox at once, and out by the ways they chose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from xiwei.notices import queries, rules, topics
from xiwei.notices.models import ChannelKind, Delivery, Message, Preference, Weight
from xiwei.notices.stated import TEXTING
from xiwei.people.models import Person
from xiwei.people.queries import consents

COLUMNS = ["person_id", "company_id", "project_id", "about", "title", "body", "link", "weight", "at", "key"]


def tell(
    person: Person,
    *,
    company_id: int,
    project_id: int | None,
    about: str,
    title: str,
    body: str = "",
    link: str = "",
    weight: int = Weight.PLAIN,
    key: str,
    now: datetime,
) -> Message | None:
    """Say it to one person; None when this key was already said to them. See tell_all."""
    said = tell_many(
        [person],
        company_id=company_id,
        project_id=project_id,
        about=about,
        title=title,
        body=body,
        link=link,
        weight=weight,
        key=key,
        now=now,
    )
    return said[0] if said else None


@dataclass(frozen=True)
class Said:
    """One thing said to some people: `link` is a path of ours; title and body are cut to what the columns hold.

    The key says which thing it is: those who heard it before hear nothing.
    """

    people: Iterable[Person]
    about: str
    title: str
    body: str = ""
    link: str = ""
    weight: int = Weight.PLAIN
    key: str = ""

    def __post_init__(self) -> None:
        assert 0 < len(self.key) <= 100, f"a key this long would be cut and meet another: {self.key}"
        assert not self.link or (self.link.startswith("/") and not self.link.startswith("//")), (
            "a link leads to our pages"
        )


def tell_many(
    people: Iterable[Person], *, company_id: int, project_id: int | None, now: datetime, **said: Any
) -> list[Message]:
    """Say the same to many, once each; `said` is what Said takes. See tell_all."""
    return tell_all([Said(people, **said)], company_id=company_id, project_id=project_id, now=now)


# No savepoint: it is part of its caller's deed, and each would cost two statements more.
@transaction.atomic(savepoint=False)
def tell_all(said: Sequence[Said], *, company_id: int, project_id: int | None, now: datetime) -> list[Message]:
    """Say several things, each to its people, once each. Gives the new messages.

    A message goes into the inbox now, and out by the person's ways: at once if LOUD, after their quiet hours if PLAIN,
    not at all if QUIET, muted, or past the day's eighth. Nothing is sent here, so a caller that fails takes it all back.
    Two queries where the company has no channel; four or five more for each thing said where it has, for any number of people.
    """
    rows: dict[tuple[int, str], Message] = {}
    for one in said:
        for person in one.people:
            if (person.pk, one.key) not in rows:
                rows[person.pk, one.key] = _message(person, one, company_id, project_id, now)
    if not rows:
        return []
    fresh = _insert(list(rows.values()))
    if channels := queries.channels_on(company_id):
        for one in said:
            heard = [message for message in fresh if message.key == one.key and message.weight == one.weight]
            _send_out(heard, channels, company_id=company_id, about=one.about, weight=one.weight, now=now)
    return fresh


def _message(person: Person, said: Said, company_id: int, project_id: int | None, now: datetime) -> Message:
    return Message(
        person=person, company_id=company_id, project_id=project_id, about=said.about, title=_cut(said.title, 80),
        body=_cut(said.body, 500), link=said.link, weight=int(said.weight), at=now, key=said.key,
    )  # fmt: skip


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


BATCH = 1000


def _insert(messages: list[Message]) -> list[Message]:
    """One statement for up to a thousand; a conflict on (person, key) is someone who heard it already. Gives the others."""
    table = connection.ops.quote_name(Message._meta.db_table)
    hole = f"({', '.join(['%s'] * len(COLUMNS))})"
    written = []
    for start in range(0, len(messages), BATCH):
        some = messages[start : start + BATCH]
        values = [value for one in some for value in _columns(one)]
        statement = (
            f"INSERT INTO {table} ({', '.join(COLUMNS)}) "  # noqa: S608  (names are ours)
            f"VALUES {', '.join([hole] * len(some))} ON CONFLICT (person_id, key) DO NOTHING RETURNING id, person_id, key"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            ids = {(person_id, key): pk for pk, person_id, key in cursor.fetchall()}
        written += [_loaded(one, ids[one.person_id, one.key]) for one in some if (one.person_id, one.key) in ids]
    return written


def _columns(message: Message) -> list[Any]:
    at = connection.ops.adapt_datetimefield_value(message.at)
    return [at if name == "at" else getattr(message, name) for name in COLUMNS]


def _loaded(message: Message, pk: int) -> Message:
    message.pk = pk
    message._state.adding, message._state.db = False, connection.alias
    return message


def _send_out(
    messages: list[Message], channels: list[str], *, company_id: int, about: str, weight: int, now: datetime
) -> None:
    """Rows for the worker to carry, where one of the company's channels reaches and the person does not mind."""
    if not messages or weight == Weight.QUIET:
        return
    person_ids = [message.person_id for message in messages]
    wishes = queries.preferences(person_ids)
    staff = queries.employed(company_id, person_ids) if rules.ROBOTS & set(channels) else set()
    # What cannot wait goes out all the same: it guards life and goods (PIPL 13).
    asks = ChannelKind.SMS in channels and weight != Weight.LOUD
    unwilling = consents.unwilling(person_ids, TEXTING, company_id=company_id) if asks else set()
    # Counted with today's message in: it has no delivery yet, so it does not count itself.
    sent = queries.sent_today(person_ids, now) if weight == Weight.PLAIN else {}
    leaving = []
    for message in messages:
        open_to = [kind for kind in channels if kind != ChannelKind.SMS or message.person_id not in unwilling]
        usable = rules.usable_ways(message.person, open_to, is_staff=message.person_id in staff)
        if sent.get(message.person_id, 0) < rules.MOST_A_DAY:
            leaving += _deliveries(message, wishes.get(message.person_id), usable, about, now)
    Delivery.objects.bulk_create(leaving)


def _deliveries(
    message: Message, wish: Preference | None, usable: Sequence[str], about: str, now: datetime
) -> list[Delivery]:
    loud = message.weight == Weight.LOUD
    if wish and not loud and topics.topic_of(about) in wish.muted:
        return []
    due = now
    if not loud:
        quiet = wish or Preference()
        due = rules.after_quiet(now, quiet.quiet_from, quiet.quiet_until)
    return [
        Delivery(company_id=message.company_id, message=message, kind=kind, due_at=due)
        for kind in rules.ways_out(message.weight, wish.ways if wish else None, usable)
    ]
