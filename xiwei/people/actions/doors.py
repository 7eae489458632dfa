"""The doors: who came in and how, and who may be let in for the first time."""

from datetime import datetime

from django.db import transaction

from xiwei.people.actions import people
from xiwei.people.models import Person
from xiwei.people.queries import invitations
from xiwei.shared import scope

WAYS = {"code": "短信验证码", "password": "密码", "mfa": "通行密钥", "demo": "演示入口"}


@transaction.atomic
def sign_in(person: Person, *, way: str, now: datetime) -> None:
    """The person came in: a line in each company that knows them. Whom no company knows yet leaves no line."""
    people.record_everywhere("people.signed_in", person, now=now, way=WAYS[way])


@transaction.atomic
def welcome_invited(phone: str, *, now: datetime) -> Person | None:
    """The person a standing invitation names, made if they are not known yet; None where nobody invited this phone.

    They have no access by it: the invitation is accepted later, by someone who has proved the phone.
    """
    waiting = invitations.waiting_for(phone, now=now)
    if not waiting:
        return None
    first = waiting[0]
    with scope.within({first.company_id}):  # whoever asks for a code has none open: the line is the inviting company's
        return people.ensure_person(phone, first.name, by=first.invited_by, now=now)
