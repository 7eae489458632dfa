"""A person takes away what is kept on them; staff open it for one who has no account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.actions import looks
from xiwei.people.actions.people import Known, record_everywhere
from xiwei.people.models import Household, Person, Staff, ViewingKind
from xiwei.people.queries import known as queries
from xiwei.people.queries import looks as look_queries
from xiwei.people.queries.known import Part
from xiwei.people.rules import homes as rules
from xiwei.people.rules.wishes import check_has_no_account

ALL_OF_THEM = _("本人的全部资料")


@transaction.atomic
def take_away(person: Person, *, how: str, limit: int | None, now: datetime) -> list[Part]:
    """All that is kept on the one who asks, to take along; a line says that it was taken, and in which form."""
    record_everywhere("people.known_taken", person, now=now, how=how)
    return queries.own(person, limit=limit)


@transaction.atomic
def open_for(person: Person, home: Household, *, limit: int | None, by: Staff, now: datetime) -> list[Part]:
    """What this company keeps on one without an account, for the adult who answers for them; a look, with its line.

    Raises NotAllowed without people.see there, NotNow for one who has an account and can look themselves.
    """
    rules.check_may_look(by, home)
    check_has_no_account(person)
    if not look_queries.looks_still(by, what=ALL_OF_THEM, household=home, person=person, now=now):
        ledger.record(
            "people.looked_at", Known(person, home.company_id), by=by, at=now, person=person, seen_by=Seen.RESIDENT,
            what=ALL_OF_THEM,
        )  # fmt: skip
        looks.note(
            ViewingKind.HOME, project_id=home.project_id, household=home, person=person, by=by, now=now,
            what=ALL_OF_THEM, why="家里的大人来查",
        )  # fmt: skip
    return queries.of(person, limit=limit)
