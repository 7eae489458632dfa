"""Find consents: the texts that stand, what a person answered, and whether data may be used so."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from xiwei.estate.models import Company
from xiwei.people.models import Consent, ConsentText, Household, Person, Tenure
from xiwei.people.purposes import Purpose, purpose_of, purposes
from xiwei.people.rules import consents as rules
from xiwei.shared import scope


def latest_texts(company_ids: Iterable[int]) -> dict[tuple[int, str], ConsentText]:
    """The version that stands of each purpose: (company, code) → text."""
    rows = ConsentText.objects.filter(company__in=set(company_ids)).order_by("version")
    return {(one.company_id, one.code): one for one in rows}


def latest_text(company_id: int, code: str) -> ConsentText | None:
    """The version of a purpose that stands in a company; None before the first is published."""
    return ConsentText.objects.filter(company_id=company_id, code=code).order_by("-version").first()


def _latest(company_id: int, code: str) -> QuerySet[Consent]:
    last = Consent.objects.filter(person=OuterRef("person"), company_id=company_id, code=code).order_by("-at", "-pk")
    return Consent.objects.filter(pk=Subquery(last.values("pk")[:1]), company_id=company_id, code=code)


def may_use(person: Person, code: str, *, company_id: int) -> bool:
    """Whether this company may use this person's data for a purpose now. KeyError for a purpose nobody named."""
    purpose = purpose_of(code)
    if purpose is None:
        raise KeyError(code)
    answers = Consent.objects.filter(person=person, company_id=company_id, code=code)
    return rules.allows(purpose, answers.order_by("-at", "-pk").first())


def unwilling(person_ids: Iterable[int], code: str, *, company_id: int) -> set[int]:
    """Of many people those who said no to a purpose, last they were asked."""
    found = _latest(company_id, code).filter(person__in=list(person_ids), given=False)
    return set(found.values_list("person_id", flat=True))


def willing(person_ids: Iterable[int], code: str, *, company_id: int) -> set[int]:
    """Of many people those who said yes to a purpose, last they were asked."""
    found = _latest(company_id, code).filter(person__in=list(person_ids), given=True)
    return set(found.values_list("person_id", flat=True))


@dataclass(frozen=True)
class Asked:
    """One purpose as its person finds it: the text that stands, their last answer, and whether it was to this version."""

    company: Company
    purpose: Purpose
    text: ConsentText
    answer: Consent | None

    @property
    def holds(self) -> bool:
        return rules.allows(self.purpose, self.answer)

    @property
    def is_new(self) -> bool:
        """Whether this version waits for an answer."""
        return self.answer is None or self.answer.text_id != self.text.pk


@scope.everywhere("what a person answered is theirs to read, whichever company asked")
def asked_of(person: Person) -> list[Asked]:
    """Every purpose that a company of this person's homes asks about, sensitive ones last."""
    company_ids = set(Tenure.objects.filter(person=person, until=None).values_list("company_id", flat=True))
    companies = Company.objects.in_bulk(company_ids)
    texts = latest_texts(company_ids)
    answers = {}
    for one in Consent.objects.filter(person=person).select_related("recorded_by", "text").order_by("at", "pk"):
        answers[one.company_id, one.code] = one
    found = [
        Asked(companies[company], purpose, texts[company, purpose.code], answers.get((company, purpose.code)))
        for company in sorted(company_ids)
        for purpose in purposes()
        if (company, purpose.code) in texts
    ]
    return sorted(found, key=lambda one: (one.company.pk, one.purpose.sensitive))


def answers_of(person: Person) -> list[Consent]:
    """Every answer this person ever gave to the companies in scope, the latest first."""
    return list(Consent.objects.filter(person=person).select_related("text", "recorded_by", "company"))


def text_for(person: Person, pk: int) -> ConsentText:
    """A text this person is asked about. Raises ConsentText.DoesNotExist for another company's."""
    lives = Tenure.objects.filter(person=person, until=None).values("company_id")
    return ConsentText.objects.get(pk=pk, company_id__in=lives)


def homes_of(person: Person, company_id: int) -> list[Household]:
    """The homes of this person in a company now."""
    ties = Tenure.objects.filter(person=person, company_id=company_id, until=None, household__until=None)
    return [tie.household for tie in ties.select_related("household")]
