"""Warn in time: of documents that end, and of originals that are not back. The storey of notices says it to people."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from xiwei.estate.models import Document, Loan
from xiwei.estate.queries import documents as queries
from xiwei.estate.rules import documents as rules
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM


def remind(*, now: datetime) -> int:
    """Tell of what ends within 60, 30, 7 days or today, each once, and of originals overdue; how many were told of.

    Each in its own transaction: a fact for the storeys above, and a line.
    """
    today = timezone.localdate(now)
    told = 0
    for document in queries.ending_by(today + timedelta(days=max(rules.WARNINGS))):
        told += _warn(document, now)
    for loan in queries.overdue_untold(today):
        told += _ask_back(loan, now)
    return told


@transaction.atomic
def _warn(document: Document, now: datetime) -> bool:
    document = queries.lock(document)
    left = document.days_left(timezone.localdate(now))
    due = None if left is None else rules.warning_due(left, document.reminded)
    if left is None or due is None or document.destroyed_at:
        return False
    document.reminded = due
    document.save(update_fields=["reminded"])
    fact = {"document": document.pk, "warning": due, "left": left}
    ledger.publish("estate.document_expiring", company_id=document.company_id, at=now, **fact)
    ledger.record(
        "estate.document_warned", document, by=SYSTEM, at=now, name=document.name,
        day=document.expires_on.isoformat() if document.expires_on else "",
    )  # fmt: skip
    return True


@transaction.atomic
def _ask_back(loan: Loan, now: datetime) -> bool:
    document = queries.lock(loan.document)
    out = queries.loan_out(document)
    if out is None or out.pk != loan.pk or out.told_at is not None:
        return False
    out.told_at = now
    out.save(update_fields=["told_at"])
    ledger.publish("estate.loan_overdue", company_id=document.company_id, at=now, loan=out.pk)
    ledger.record(
        "estate.loan_overdue", document, by=SYSTEM, at=now, name=document.name, who=out.borrower,
        due=out.due_on.isoformat(),
    )  # fmt: skip
    return True
