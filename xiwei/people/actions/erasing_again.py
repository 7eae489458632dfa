"""After an older backup was restored: erase again whom it brought back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.ledger.models import SYSTEM
from xiwei.ledger.seals import sealing
from xiwei.people import bonds
from xiwei.people.actions import erasing, homes
from xiwei.people.erased import Erased
from xiwei.people.models import Person, Tenure
from xiwei.people.queries import erasing as queries


@dataclass
class Again:
    """How many were erased again, and how many matters stand open in homes that nobody is left in."""

    people: int = 0
    left_open: int = 0


def erase_again(known: Iterable[Erased], *, now: datetime) -> Again:
    """Carry out every erasure that the list tells of and this database does not; safe to run twice, and after a failure.

    It was asked for, granted and carried out once: nothing stands in its way any more. Whoever lived there still when the
    backup was taken had moved out before they were erased, and is seen out first.
    """
    latest = {(one.company_id, one.person_id, one.joined_at): one for one in sorted(known, key=lambda one: one.at)}
    back = [(one, person) for one in latest.values() if (person := queries.brought_back(one)) is not None]
    done = Again(len(back), sum(_see_out(person, one.company_id, now=now) for one, person in back))
    if back:
        sealing.seal_new(now=now)  # with the lines of leaving: a line is sealed before it is erased
    for one, person in back:
        why = gettext("恢复了更早的备份，照原来的再抹去一次。")
        erasing.take_away_again(person, company_id=one.company_id, by=SYSTEM, now=now, reason=why)
    return done


@transaction.atomic
def _see_out(person: Person, company_id: int, *, now: datetime) -> int:
    """Their ties here end; how many matters are open in a home that nobody is left in.

    What was decided of those is lost with the days after the backup. They stay open on the staff's lists.
    """
    left_open = 0
    for tie in queries.lives_in(person, company_id):
        homes.leave(tie, by=SYSTEM, now=now)
        others = Tenure.objects.filter(household=tie.household, until=None).select_related("household", "person")
        if (first := others.order_by("-contact", "since", "pk").first()) is not None:
            homes.make_contact(first, by=SYSTEM, now=now)
        else:
            homes.close(tie.household, by=SYSTEM, now=now)
            left_open += len(bonds.open_of(tie.household))
    return left_open
