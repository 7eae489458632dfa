"""Messages of whoever is erased go; what others were told of them loses its words."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from xiwei.notices.models import Message, Preference, Weight
from xiwei.people.erasures import Eraser, Erasing, Reason
from xiwei.people.models import Person

GONE = gettext_noop("内容已按要求抹去")


def erase(deed: Erasing) -> None:
    """What was said to them by this company, with each delivery; how they wish to be told, once nobody knows them."""
    told = Message.objects.filter(person=deed.person, company_id=deed.company_id)
    deed.counts[gettext("消息")] = told.delete()[1].get("notices.Message", 0)
    if deed.left == deed.person:
        Preference.objects.filter(person=deed.person).delete()


def blank(links: Collection[str], *, company_id: int, now: datetime, at: datetime | None = None) -> int:
    """What others were told, and opens one of these pages, says nothing any more, and waits for nobody to read it (of
    that moment alone, where one is given); how many messages."""
    told = Message.objects.filter(company_id=company_id, link__in=links, **({"at": at} if at else {}))
    nothing_to_read = Coalesce("read_at", Value(now))
    return told.update(title=GONE, body="", weight=Weight.QUIET, read_at=nothing_to_read)


def _nothing_stands(person: Person, company_id: int) -> list[Reason]:
    return []


PART = Eraser(_("消息"), _nothing_stands, erase)
