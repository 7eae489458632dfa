"""Say something to people: into the inbox at once, and out by the ways they chose."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from xiwei.notices import queries, rules, topics
from xiwei.notices.models import Delivery, Message, Preference, Weight
from xiwei.people.models import Person

SAME_FOR_ALL = ["company_id", "project_id", "about", "title", "body", "link", "weight", "at", "key"]


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
    """Say it to one person; None when this key was already said to them. See tell_many."""
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


# No savepoint: it is part of its caller's deed, and each would cost two statements more.
@transaction.atomic(savepoint=False)
def tell_many(
    people: Iterable[Person],
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
) -> list[Message]:
    """Say the same to many, once each: those who heard this key before hear nothing. Gives the new messages.

    A message goes into the inbox now, and out by the person's ways: at once if LOUD, after their quiet hours if PLAIN,
    not at all if QUIET, muted, or past the day's eighth. Nothing is sent here, so a caller that fails takes it all back.
    Two queries where the company has no channel; five or six where it has, for any number of people.
    `link` is a path of ours; `title` and `body` are cut to what the columns hold.
    """
    assert len(key) <= 100, f"a key this long would be cut and meet another: {key}"
    assert not link or (link.startswith("/") and not link.startswith("//")), "a link leads to a page of ours"
    by_pk = {person.pk: person for person in people}
    if not by_pk:
        return []
    shared = [company_id, project_id, about, _cut(title, 80), _cut(body, 500), link, int(weight), now, key]
    messages = _insert(list(by_pk), shared)
    for message in messages:
        message.person = by_pk[message.person_id]
    _send_out(messages, company_id=company_id, about=about, weight=weight, now=now)
    return messages


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _insert(person_ids: list[int], shared: list[Any]) -> list[Message]:
    """One statement for any number of people; a conflict on (person, key) is someone who heard it already."""
    table = connection.ops.quote_name(Message._meta.db_table)
    source = {
        "sqlite": "SELECT value AS person_id FROM json_each(%s)",
        "postgresql": "SELECT value::bigint AS person_id FROM jsonb_array_elements_text(%s::jsonb)",
    }[connection.vendor]
    written = [connection.ops.adapt_datetimefield_value(v) if isinstance(v, datetime) else v for v in shared]
    holes = ", ".join(["%s"] * len(shared))
    # WHERE true: without it SQLite reads ON CONFLICT as the ON of a join.
    statement = (
        f"INSERT INTO {table} (person_id, {', '.join(SAME_FOR_ALL)}) "  # noqa: S608  (names are ours)
        f"SELECT person_id, {holes} FROM ({source}) AS told WHERE true "
        "ON CONFLICT (person_id, key) DO NOTHING RETURNING id, person_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*written, json.dumps(sorted(person_ids))])
        rows = cursor.fetchall()
    common = dict(zip(SAME_FOR_ALL, shared, strict=True))
    return [_loaded(pk, person_id, common) for pk, person_id in rows]


def _loaded(pk: int, person_id: int, common: dict[str, Any]) -> Message:
    message = Message(pk=pk, person_id=person_id, **common)
    message._state.adding = False
    message._state.db = connection.alias
    return message


def _send_out(messages: list[Message], *, company_id: int, about: str, weight: int, now: datetime) -> None:
    """Rows for the worker to carry, where the company has a channel that reaches and the person does not mind."""
    if not messages or weight == Weight.QUIET or not (channels := queries.channels_on(company_id)):
        return
    person_ids = [message.person_id for message in messages]
    wishes = queries.preferences(person_ids)
    staff = queries.employed(company_id, person_ids) if rules.ROBOTS & set(channels) else set()
    # Counted with today's message in: it has no delivery yet, so it does not count itself.
    sent = queries.sent_today(person_ids, now) if weight == Weight.PLAIN else {}
    leaving = []
    for message in messages:
        usable = rules.usable_ways(message.person, channels, is_staff=message.person_id in staff)
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
