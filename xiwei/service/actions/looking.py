"""A picture of somebody's home, opened by staff: a look its household reads of."""

from datetime import datetime

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.actions import looks
from xiwei.people.models import Staff, ViewingKind
from xiwei.people.queries import looks as queries
from xiwei.service.models import Photo
from xiwei.shared.tongue import as_kept

PICTURES = "报事的照片"


@transaction.atomic
def open_picture(photo: Photo, *, by: Staff, now: datetime) -> None:
    """Staff open the whole picture of a home's matter: one line for all pictures of one matter within half an hour.

    A thumbnail is no look, nor is what was done in a public place. Whether they may is found before (queries.photos).
    """
    ticket = photo.ticket
    if ticket is None or ticket.household_id is None or photo.seen_by == Seen.PUBLIC:
        return
    matter = (ticket._meta.label_lower, ticket.pk)
    if queries.looks_still(by, what=PICTURES, household=ticket.household, matter=matter, now=now):
        return
    with as_kept():
        why = str(ticket)
    looks.note(
        ViewingKind.PHOTO, project_id=ticket.project_id, household=ticket.household, by=by, now=now, what=PICTURES,
        why=why, matter=matter,
    )  # fmt: skip
    ledger.record("service.photo_opened", ticket, by=by, at=now, seen_by=Seen.RESIDENT, what=PICTURES)
