"""Hired by a phone that has an account: its holder says yes first, and until then the company has its own note of them."""

from datetime import datetime

from xiwei.estate.models import Company, Project
from xiwei.ledger import actions as ledger
from xiwei.people.actions.people import note_person
from xiwei.people.models import Invitation, Person, Role, Staff
from xiwei.people.queries import staff as queries
from xiwei.people.queries.invitations import UNANSWERED
from xiwei.people.rules.invitations import HIRED_STANDS
from xiwei.shared import codes


def note_hired(
    phone: str, name: str, *, company: Company, role: Role, line: str, title: str, project: Project | None,
    by: Staff, now: datetime,
) -> Person:  # fmt: skip
    """Someone kept for this company under the name and phone it typed, and an invitation to whoever holds the phone.

    In the hiring's own transaction, whose line it is. The account's name, face and number stay its holder's.
    """
    person = note_person(phone, name, by=by, now=now)
    Invitation.objects.create(
        code=codes.fresh(10), phone=phone, name=person.name, company=company, project=project, role=role, line=line,
        title=title.strip() or role.title, invited_by=by, made_at=now, expires_at=now + HIRED_STANDS,
    )  # fmt: skip
    return person


def take_noted_employment(person: Person, *, company_id: int, now: datetime) -> Staff | None:
    """Whom this company hired by the phone that `person` has proved was this person: the employment is theirs from now.

    None where it hired nobody by it, or the person works there already. The caller has checked that they were invited.
    """
    noted = queries.hired_by_phone(company_id, str(person.phone))
    if noted is None or noted.person_id == person.pk:
        return None
    staff = queries.lock_staff(noted)
    Person.objects.filter(pk=staff.person_id).update(noted_phone=None)
    staff.person = person
    staff.save(update_fields=["person"])
    ledger.record("people.staff_hired", staff, by=person, at=now, person=person, name=staff.name, title=staff.title)
    return staff


def withdraw_hired(staff: Staff, *, now: datetime) -> None:
    """Who leaves before they came in is asked no more; in the transaction of the leaving, whose line it is."""
    if phone := staff.person.noted_phone:
        asked = Invitation.objects.filter(company_id=staff.company_id, phone=phone, role__isnull=False)
        asked.filter(**UNANSWERED).update(withdrawn_at=now)
