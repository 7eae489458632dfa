"""Looks at personal data, each a line the resident can read (heart.md, What is kept, and who sees it)."""

from datetime import datetime, timedelta

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Household, Person, Staff
from xiwei.people.queries import homes as queries
from xiwei.people.rules import homes as rules

A_LOOK = timedelta(minutes=30)


@transaction.atomic
def look_at(household: Household, *, what: str, by: Staff, now: datetime) -> None:
    """A member of staff reads `what` about a household (住户资料): the line is the household's to read.

    Who leafs to and fro, or loads a page again, within half an hour is looking still: one line, or the household would
    not see the others for it. Raises NotAllowed without people.see there.
    """
    rules.check_may_look(by, household)
    if queries.looks_still(household, what=what, by=by, since=now - A_LOOK):
        return
    ledger.record("people.looked_at", household, by=by, at=now, seen_by=Seen.RESIDENT, what=what)


@transaction.atomic
def show_phone(person: Person, *, reason: str, by: Staff, now: datetime) -> str:
    """Give a member of staff a resident's number to call, with a line the resident reads that says why.

    Raises NotAllowed unless they hold phone.call where the resident lives, NotNow where no number is known.
    """
    tenures = queries.tenures_of(person, by)
    rules.check_may_call(by, person, tenures)
    rules.check_call_reason(reason)
    home = rules.callable_home(by, tenures)
    assert home is not None, "check_may_call found one"
    ledger.record(
        "people.phone_shown",
        home,
        by=by,
        at=now,
        seen_by=Seen.RESIDENT,
        person=person,
        reason=reason.strip(),
        name=person.name,
    )
    return person.mobile or person.other_phone
