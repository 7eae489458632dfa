"""What a person does with what was said, and how they wish to be told."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.notices import rules, topics
from xiwei.notices.models import ChannelKind, Message, Preference
from xiwei.people.models import Person
from xiwei.shared.tongue import kept


def read(message: Message, *, by: Person, now: datetime) -> Message:
    """They saw it. The first time counts; reading leaves no line, for nobody's business is who reads when."""
    rules.check_is_theirs(message, by=by)
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=now)
    message.read_at = message.read_at or now
    return message


def read_all(person: Person, *, until: int, now: datetime) -> int:
    """All that stood on their page is read: messages up to this id, so that one that came since still waits."""
    waiting = Message.objects.filter(person=person, read_at__isnull=True, pk__lte=until)
    return waiting.update(read_at=now)


def outdate(person_ids: Collection[int], *, company_id: int, keys: Sequence[str], now: datetime) -> int:
    """Something newer says more of the same: what they have not read of these keys waits for them no longer.

    It stays in the inbox as read, and an ordinary delivery that still waits does not go out (rules.is_needless).
    """
    older = Message.objects.filter(company_id=company_id, person_id__in=person_ids, key__in=keys, read_at__isnull=True)
    return older.update(read_at=now)


@transaction.atomic
def prefer(
    person: Person,
    *,
    ways: Sequence[str],
    quiet_from: int,
    quiet_until: int,
    muted: Sequence[str],
    companies: Collection[int],
    now: datetime,
) -> Preference:
    """From now on they are told so; what waits already goes as it was to go.

    Each of `companies` (those the person belongs to) gets a line, for each may wonder why a message did not go out.
    Raises BadInput for quiet hours too long.
    """
    rules.check_quiet(quiet_from, quiet_until)
    wish, _ = Preference.objects.update_or_create(
        person=person,
        defaults={
            "ways": list(ways),
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "muted": list(muted),
        },
    )
    for company_id in sorted(companies):
        wish.company_id = company_id
        what = _described(wish)
        ledger.record(
            "notices.preference_changed", wish, by=person, at=now, seen_by=Seen.RESIDENT, person=person, what=what
        )
    return wish


def _described(wish: Preference) -> str:
    """The whole wish in a sentence, as the ledger keeps it."""
    ways = "、".join(kept(ChannelKind(kind).label) for kind in wish.ways) or "只看消息箱"
    quiet = "不设静默"
    if wish.quiet_from != wish.quiet_until:
        quiet = f"{clock(wish.quiet_from)} 至 {clock(wish.quiet_until)} 静默"
    titles = [kept(topic.title) for topic in topics.offered() if topic.code in wish.muted]
    return "；".join([f"接收方式：{ways}", quiet, *([f"不提醒：{'、'.join(titles)}"] if titles else [])])


def clock(minute: int) -> str:
    """A minute of the day as a clock shows it: 1320 → 22:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
