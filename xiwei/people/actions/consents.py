"""Consent texts are published, and people answer them one by one."""

from datetime import datetime

from django.db import transaction

from xiwei.estate.models import Company
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.people.actions.people import Known
from xiwei.people.models import Consent, ConsentText, Person, Staff
from xiwei.people.models.consents import How
from xiwei.people.purposes import purposes
from xiwei.people.queries import consents as queries
from xiwei.people.queries import people as people_queries
from xiwei.people.rules import consents as rules
from xiwei.shared.tongue import as_kept, kept


@transaction.atomic
def publish(company: Company, code: str, *, words: dict[str, str], by: ledger.By, now: datetime) -> ConsentText:
    """A new version is asked from now on; who answered the old one is asked anew, and till then their answer holds.

    Words that say just what stands make no version. Raises NotAllowed, or BadInput for a part left out.
    """
    if by != SYSTEM:
        rules.check_may_publish(by if isinstance(by, Staff) else None, company.pk)
    purpose = rules.check_purpose(code)
    rules.check_words(words)
    said = {part: words[part].strip()[:200] for part in rules.PARTS}
    Company.objects.select_for_update().get(pk=company.pk)  # of two at once the second finds the first's version
    standing = queries.latest_text(company.pk, code)
    if standing and all(getattr(standing, part) == said[part] for part in rules.PARTS):
        return standing
    version = standing.version + 1 if standing else 1
    text = ConsentText.objects.create(
        company=company, code=code, version=version, published_at=now,
        published_by=by if isinstance(by, Staff) else None, **said,
    )  # fmt: skip
    ledger.record("people.consent_published", text, by=by, at=now, what=kept(purpose.title), version=version, **said)
    return text


@transaction.atomic
def publish_drafts(company: Company, *, by: ledger.By, now: datetime) -> list[ConsentText]:
    """Every purpose a company has no text for yet gets its first, in the words it begins with."""
    missing = [one for one in purposes() if queries.latest_text(company.pk, one.code) is None]
    with as_kept():
        drafts = [(one.code, {part: str(getattr(one.draft, part)) for part in rules.PARTS}) for one in missing]
    return [publish(company, code, words=words, by=by, now=now) for code, words in drafts]


@transaction.atomic
def answer(
    person: Person, text: ConsentText, *, given: bool, how: str = How.PAGE, by: Person | Staff, now: datetime
) -> Consent:
    """Yes, or no: refused, or withdrawn where it was yes. It holds from now, and what was done before stays as it was.

    A member of staff writes down what was signed or said, for one without an account. The same answer again to the same
    text writes nothing. Raises NotNow where a newer version has come out, NotAllowed, BadInput.
    """
    people_queries.lock(person)
    rules.check_is_latest(text, queries.latest_text(text.company_id, text.code))
    if isinstance(by, Staff):
        rules.check_may_record(by, person, queries.homes_of(person, text.company_id), text, how)
    purpose = rules.check_purpose(text.code)
    last = Consent.objects.filter(person=person, company_id=text.company_id, code=text.code).first()
    if last and last.text_id == text.pk and last.given == given:
        return last
    row = Consent.objects.create(
        company_id=text.company_id, person=person, text=text, code=text.code, given=given, at=now, how=how,
        recorded_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    what = {"what": kept(purpose.title), "version": text.version}
    known = Known(person, text.company_id)
    if given:
        ledger.record(
            "people.consent_given", known, by=by, at=now, person=person, seen_by=Seen.RESIDENT, how=kept(How(how).label),
            **what,
        )  # fmt: skip
    else:
        ledger.record("people.consent_withdrawn", known, by=by, at=now, person=person, seen_by=Seen.RESIDENT, **what)
    return row
