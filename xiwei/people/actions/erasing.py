"""Erase a person: out of rows, files, search and what the ledger's lines say, while the seals still verify."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from secrets import token_hex

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.ledger import actions as ledger
from xiwei.ledger.seals import erasing as seals
from xiwei.ledger.seals import leaves
from xiwei.people import erased, erasures
from xiwei.people.actions.people import Known, unusable_password
from xiwei.people.actions.transfers import erasing as transfers
from xiwei.people.erased import Erased
from xiwei.people.erasures import NOBODY, Eraser, Erasing, Reason
from xiwei.people.models import Household, Invitation, Person, Staff, Tenure
from xiwei.people.queries import erasing as queries
from xiwei.people.queries import people as people_queries
from xiwei.people.rules import erasing as rules
from xiwei.shared import pictures
from xiwei.shared.refusals import NotNow

log = logging.getLogger("xiwei.people")


@transaction.atomic
def erase(person: Person, *, company_id: int, by: Staff, now: datetime, reason: str) -> Counter[str]:
    """Take away what this company keeps of a person; returns how many of each kind of thing went.

    Rows lose their words and names, files go, the lines of the ledger lose what they said, each on the record. Where another
    company knows the person too, they keep their account, and this company's rows stand with somebody who has no name.
    Raises NotAllowed without the right, NotNow with all that stands in the way, seals.NotYetSealed where a line has no leaf
    yet: whoever calls seals first, and tries again. Safe to run twice.
    """
    rules.check_may_erase(by, company_id, _project_of(person, company_id))
    return take_away(person, company_id=company_id, by=by, now=now, reason=reason)


@transaction.atomic
def take_away(person: Person, *, company_id: int, by: ledger.By, now: datetime, reason: str) -> Counter[str]:
    """`erase` what was granted before, by whoever granted it, in their post still or not."""
    person = people_queries.lock(person)
    rules.check_erasable(person, company_id)
    return take_away_again(person, company_id=company_id, by=by, now=now, reason=reason)


@transaction.atomic
def take_away_again(person: Person, *, company_id: int, by: ledger.By, now: datetime, reason: str) -> Counter[str]:
    """`take_away`, whatever stands in the way: of what was taken away once and came back with an older backup.

    Raises NotNow where the list beside the backups cannot be written: unknown to it, whoever is erased would come back.
    """
    person = people_queries.lock(person)
    stays = queries.known_elsewhere(person, company_id)
    before = queries.names_before(person, company_id)
    left = _nobody(now) if stays else _emptied(person)  # first: what is indexed anew below finds no name any more
    deed = Erasing(person, company_id, left, now, erasures.names_of(person, before))
    for entry in queries.lines(person, company_id):
        deed.speaks(entry, *((leaves.SAID,) if entry["person_id"] == person.pk else ()))
    for eraser in erasures.all_of():
        eraser.erase(deed)
    deed.counts[gettext("台账行")] = seals.erase(deed.lines, by=by, now=now, reason=reason)
    counts = Counter({str(what): number for what, number in deed.counts.items() if number})
    token = token_hex(8)
    ledger.record("people.erased", Known(left, company_id), by=by, at=now, person=left, reason=reason, token=token,
                  what="、".join(f"{what} {number}" for what, number in counts.items()))  # fmt: skip
    transaction.on_commit(partial(_drop, deed.files))
    _note(Erased(company_id, person.pk, person.joined_at, now, token))
    return counts


def _note(one: Erased) -> None:
    """Last, before the commit and not after it: no erasure may be certain that the list does not tell of."""
    try:
        erased.note(one)
    except OSError as wrong:
        raise NotNow(
            gettext(
                "抹去名单写不进去（{wrong}），恢复备份时就会漏掉，所以没有抹去。请管理服务器的人看一下这个文件夹。"
            ).format(wrong=wrong)
        ) from wrong


def _project_of(person: Person, company_id: int) -> int | None:
    """Where they lived last; None where they never lived with the company."""
    ties = Tenure.objects.filter(person=person, company_id=company_id).select_related("household")
    last = ties.order_by("-pk").first()
    return last.household.project_id if last else None


def _drop(paths: Iterable[str]) -> None:
    """One that cannot be dropped just now keeps none of the others."""
    for path in paths:
        try:
            pictures.drop(path)
        except OSError:
            log.exception("the file %s of somebody who was erased could not be dropped", path)


def stands(person: Person, company_id: int) -> list[Reason]:
    """Homes they still live in, and whether the company ever employed them."""
    said = [
        Reason(
            gettext("{name}还登记在{room}，先办搬离。").format(name=person.name, room=tenure.household.room.label),
            reverse("room_people", args=[tenure.household.room_id]),
        )
        for tenure in queries.lives_in(person, company_id)
    ]
    if queries.served(person, company_id):
        said.append(Reason(gettext("{name}在本公司任职过，用工记录依法保存。").format(name=person.name)))
    return said


def erase_homes(deed: Erasing) -> None:
    """Their ties to homes stand with nobody's name, homes that went by theirs go by another's; changes, invitations by none."""
    transfers.erase(deed)
    for home in queries.named_after(deed.person, deed.company_id):
        deed.renamed.append(home.pk)
        others = home.tenures.exclude(person=deed.person).exclude(person__name=NOBODY).order_by("pk")
        other = others.select_related("person").first()
        Household.objects.filter(pk=home.pk).update(name=other.person.name if other else NOBODY)
    ties = Tenure.objects.filter(person=deed.person, company_id=deed.company_id)
    deed.counts[gettext("住户登记")] = ties.update(person=deed.left)
    sent = [invitation.pk for invitation in queries.invitations(deed.person, deed.company_id)]
    deed.counts[gettext("邀请")] = Invitation.objects.filter(pk__in=sent).update(phone="", name=NOBODY)


def _nobody(now: datetime) -> Person:
    return Person.objects.create(name=NOBODY, joined_at=now, password=unusable_password(), is_active=False)


def _emptied(person: Person) -> Person:
    """Their row with no name, no number, no way in; every device is signed out. `person` itself still knows them."""
    if person.face:
        transaction.on_commit(partial(_drop, [person.face]))
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Person.objects.filter(pk=person.pk).update(
        phone=None, phone_verified=False, noted_phone=None, other_phone="", email="", name=NOBODY, face="",
        is_active=False, sessions_ended=models.F("sessions_ended") + 1, password=unusable_password(),
    )  # fmt: skip
    return Person.objects.get(pk=person.pk)


PART = Eraser(_("住户登记"), stands, erase_homes)
