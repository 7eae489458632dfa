"""actions.photos: pictures kept as evidence; here many photos show the same few files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xiwei.ledger.actions import By, actor_of
from xiwei.ledger.models import Seen
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.models import Photo, PhotoStage, WorkOrder


@dataclass(frozen=True)
class Print:
    """A kept picture that several photos show: path in the file store, hash and size."""

    path: str
    sha256: str
    width: int
    height: int


def keep_all(
    tale: Tale, prints: Sequence[Print], *, stage: str, by: By, at: datetime,
    order: WorkOrder | None = None,
) -> list[Photo]:  # fmt: skip
    """actions.photos.keep_all, but for the storing: that was done once for all."""
    ticket = tale.ticket
    seen = Seen.PUBLIC if stage == PhotoStage.AFTER and ticket.is_public else Seen.RESIDENT
    kept = [
        Photo(
            company_id=ticket.company_id, ticket=ticket, order=order, stage=stage, path=one.path, sha256=one.sha256,
            width=one.width, height=one.height, seen_by=seen, actor_label=actor_of(by).label[:60], at=at,
        )
        for one in prints
    ]  # fmt: skip
    tale.rows += kept
    return kept
