"""Looks at personal data, each a line the resident can read (heart.md, What is kept, and who sees it)."""

from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people import care
from xiwei.people.models import Household, Person, Staff, Viewing, ViewingKind
from xiwei.people.queries import consents
from xiwei.people.queries import homes as home_queries
from xiwei.people.queries import looks as queries
from xiwei.people.rules import grounds
from xiwei.people.rules import homes as rules
from xiwei.people.stated import CALL_BACK
from xiwei.shared.tongue import as_kept, kept, reread

WHY = 120


@transaction.atomic
def look_at(household: Household, *, what: str, by: Staff, now: datetime) -> str:
    """A member of staff reads `what` about a household (住户资料): the line is the household's to read.

    Who leafs to and fro, or loads a page again, within half an hour is looking still: one line, or the household would
    not see the others for it. Gives why they may, as the page says it. Raises NotAllowed without people.see there.
    """
    ground = rules.check_may_look(by, household)
    with as_kept():
        theirs = care.reasons(by, household)
    if not queries.looks_still(by, what=what, household=household, now=now):
        ledger.record("people.looked_at", household, by=by, at=now, seen_by=Seen.RESIDENT, what=what)
        note(
            ViewingKind.HOME, project_id=household.project_id, household=household, by=by, now=now, what=what,
            why="、".join(theirs), own=bool(theirs),
        )  # fmt: skip
    return grounds.said([ground, *map(reread, theirs)])


@transaction.atomic
def show_phone(person: Person, *, reason: str, by: Staff, now: datetime) -> str:
    """Give a member of staff a resident's number to call, with a line the resident reads that says why.

    Shown again for the same reason within half an hour, it is no other look. Raises NotAllowed unless they hold phone.call
    where the resident lives, NotNow where no number is known.
    """
    tenures = home_queries.tenures_of(person, by)
    rules.check_may_call(by, person, tenures)
    rules.check_call_reason(reason)
    if reason.strip() in (kept(rules.FOLLOW_UP), str(rules.FOLLOW_UP)):
        rules.check_willing(person, consents.may_use(person, CALL_BACK, company_id=by.company_id))
    home = rules.callable_home(by, tenures)
    assert home is not None, "check_may_call found one"
    what, reason = "电话", reason.strip()
    if not queries.looks_still(by, what=what, household=home, person=person, now=now, why=reason[:WHY]):
        ledger.record(
            "people.phone_shown",
            home,
            by=by,
            at=now,
            seen_by=Seen.RESIDENT,
            person=person,
            reason=reason,
            name=person.name,
        )
        note(ViewingKind.PHONE, project_id=home.project_id, household=home, person=person, by=by, now=now, what=what,
             why=reason)  # fmt: skip
    return person.mobile or person.other_phone


def note(
    kind: str,
    *,
    project_id: int,
    by: Staff,
    now: datetime,
    what: str,
    why: str = "",
    household: Household | None = None,
    person: Person | None = None,
    matter: tuple[str, int] | None = None,
    own: bool | None = None,
) -> Viewing:
    """Keep a look's row beside its line, which the caller writes. `matter` is the work that asked for it: (type, id)."""
    if own is None:
        own = household is not None and bool(care.reasons(by, household))
    with as_kept():
        post = str(by.title)[:30]
    matter_type, matter_id = matter or ("", None)
    return Viewing.objects.create(
        company_id=by.company_id,
        project_id=project_id,
        household=household,
        person=person,
        named=household.masked_name if household else "",
        staff=by,
        post=post,
        kind=kind,
        what=what,
        why=why[:WHY],
        matter_type=matter_type,
        matter_id=matter_id,
        own=own,
        on_shift=queries.on_shift(by, now),
        at=now,
    )
