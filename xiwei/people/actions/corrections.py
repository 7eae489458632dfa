"""What is registered of a person of a home is put right by whoever answers corrections there, each thing by a line of its own."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.people.actions import homes, wishes
from xiwei.people.actions.people import Known, clean_name, rename_homes
from xiwei.people.models import Household, Person, Staff, Tenure
from xiwei.people.queries import corrections as queries
from xiwei.people.queries import people as people_queries
from xiwei.people.rules import corrections as rules
from xiwei.shared import phones, scope
from xiwei.shared.refusals import BadInput

NONE = "没有登记"


@transaction.atomic
def put_right(
    tenure: Tenure, *, name: str, phone: str = "", relation: str, since: date | None,
    answer: str = "", by: Staff, now: datetime,
) -> Tenure:  # fmt: skip
    """Name, phone ("" leaves it), relation and first day (None leaves it) of a person of a home become these.

    What is the same already is left, with no line. With an `answer` the correction they asked for and that waits is answered
    too. Raises NotAllowed without people.see there, or for what the person alone may change (rules.corrections); BadInput for
    a bad value, or where nothing differs and nothing is answered; then all stays as it was.
    """
    wish = queries.waiting(tenure)
    tenure = homes.lock(tenure)
    rules.check_may_correct(by, tenure)
    own = queries.has_own_account(tenure.person, tenure.company_id)
    changed = [
        _name(tenure, clean_name(name), own=own, asked=wish is not None, by=by, now=now),
        _phone(tenure, phone, own=own, by=by, now=now),
        homes.relate(tenure, relation, by=by, now=now),
        _since(tenure, since, by=by, now=now),
    ]
    if any(changed):
        ledger.publish(
            "people.put_right", company_id=tenure.company_id, at=now, tenure=tenure.pk, moment=now.isoformat()
        )
    elif not answer.strip():
        raise BadInput(gettext("和登记的一样，没有要改的。请改好不对的那一项再保存。"))
    if wish is not None and answer.strip():
        wishes.correct(wish, answer=answer, by=by, now=now)
    return tenure


def _name(tenure: Tenure, name: str, *, own: bool, asked: bool, by: Staff, now: datetime) -> bool:
    person, before = people_queries.lock(tenure.person), tenure.person.name
    if name == before:
        return False
    rules.check_name_is_ours(person, own_account=own, asked=asked)
    Person.objects.filter(pk=person.pk).update(name=name)
    person.name = tenure.person.name = name
    for company in people_queries.companies_of(person):
        rename_homes(person, before=before, company_id=company.pk)
    _told_elsewhere(person, tenure.company_id, now=now)
    _record("people.name_corrected", tenure, by=by, now=now, before=before, after=name)
    return True


def _told_elsewhere(person: Person, company_id: int, *, now: datetime) -> None:
    """Other companies that know them read that it changed, and neither what nor by whom: that is this company's."""
    for company in people_queries.companies_of(person):
        if company.pk != company_id:
            with scope.within({company.pk}):
                ledger.record("people.person_changed", Known(person, company.pk), by=SYSTEM, at=now, person=person,
                              seen_by=Seen.RESIDENT, what="姓名")  # fmt: skip


def _phone(tenure: Tenure, phone: str, *, own: bool, by: Staff, now: datetime) -> bool:
    """DANGER: a code sent to this phone is the way in; so the phone of one who has come in is never changed by others."""
    person = tenure.person
    number = phones.read(phone) if phone.strip() else person.mobile
    if number == person.mobile:
        return False
    rules.check_phone_is_ours(person, own_account=own)
    holder = people_queries.by_phone(number)
    known_here = holder is not None and not people_queries.unknown_to(tenure.company_id, [holder])
    if known_here or people_queries.noted(tenure.company_id, number):
        raise BadInput(gettext("这个手机号登记在本公司另一位住户或同事名下。请核对号码；什么都没有改。"))
    # Held by an account only others know: noted alone, as of anyone newly registered (people.ensure_resident).
    numbers = {"phone": number, "noted_phone": None} if holder is None else {"phone": None, "noted_phone": number}
    before = person.phone_tail
    Person.objects.filter(pk=person.pk).update(**numbers)
    person.phone, person.noted_phone = numbers["phone"], numbers["noted_phone"]
    _record("people.phone_corrected", tenure, by=by, now=now, before=before or NONE, after=number[-4:])
    return True


def _since(tenure: Tenure, since: date | None, *, by: Staff, now: datetime) -> bool:
    before = tenure.since
    if since is None or since == before:
        return False
    rules.check_since(tenure, since, now)
    tenure.since = since
    tenure.save(update_fields=["since"])
    # The home has been lived in from the day of its first, where that day was its own.
    Household.objects.filter(pk=tenure.household_id, since=before, tenures__contact=True, tenures=tenure).update(
        since=since
    )
    said = before.isoformat() if before else NONE
    _record("people.since_corrected", tenure, by=by, now=now, before=said, after=since.isoformat())
    return True


def _record(kind: str, tenure: Tenure, *, by: Staff, now: datetime, **data: Any) -> None:
    person = tenure.person
    ledger.record(kind, tenure, by=by, at=now, seen_by=Seen.RESIDENT, person=person, name=person.name, **data)
