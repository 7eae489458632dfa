"""A household as the archive knows it: a noun of its own, which estate below cannot name."""

from django.utils.translation import gettext_lazy as _

from xiwei.estate.papers.nouns import Noun, Subject
from xiwei.people.models import Household


def find(pk: int) -> Subject | None:
    """One household by id, under its room's label: a name would stand in lists."""
    return _subject(Household.objects.filter(pk=pk).select_related("room").first())


def at_room(room_id: int) -> Subject | None:
    """Who lives in a room now."""
    living = Household.objects.filter(room_id=room_id, until__isnull=True).select_related("room")
    return _subject(living.order_by("-pk").first())


def _subject(household: Household | None) -> Subject | None:
    if household is None:
        return None
    return Subject("household", household.pk, household.room.label, household.where)


HOUSEHOLD = Noun("household", _("住户"), find, "household", at_room)
