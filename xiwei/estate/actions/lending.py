"""Lend the paper originals, and take them back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xiwei.estate.models import Document, Loan
from xiwei.estate.queries import documents as queries
from xiwei.estate.rules import documents as rules
from xiwei.estate.rules.ground import By
from xiwei.ledger import actions as ledger
from xiwei.ledger.actions import actor_of


@transaction.atomic
def borrow(document: Document, *, borrower: str, purpose: str, due_on: date, by: By, now: datetime) -> Loan:
    """The original goes out until a day; when it is overdue, its keepers hear of it.

    Raises NotNow where there is no original or it is out already, BadInput without a name or with a day that is past.
    """
    document = queries.lock(document)
    rules.check_can_borrow(by, document, queries.loan_out(document))
    rules.check_loan(borrower, due_on, timezone.localdate(now))
    loan = Loan.objects.create(
        company_id=document.company_id,
        document=document,
        borrower=borrower.strip()[:40],
        purpose=purpose.strip()[:100],
        lent_by=actor_of(by).label[:60],
        lent_at=now,
        due_on=due_on,
    )
    ledger.record(
        "estate.document_borrowed", document, by=by, at=now, name=document.name, who=loan.borrower,
        due=due_on.isoformat(), purpose=loan.purpose,
    )  # fmt: skip
    return loan


@transaction.atomic
def give_back(document: Document, *, by: By, now: datetime) -> Loan:
    """The original is on its shelf again. Raises NotNow where it is not out."""
    document = queries.lock(document)
    loan = queries.loan_out(document)
    rules.check_can_return(by, document, loan)
    assert loan is not None, "check_can_return saw it"
    loan.back_at = now
    loan.save(update_fields=["back_at"])
    ledger.record("estate.document_returned", document, by=by, at=now, name=document.name, who=loan.borrower)
    return loan
