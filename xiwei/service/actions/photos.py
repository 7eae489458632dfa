"""Keep pictures as evidence."""

from collections.abc import Sequence
from datetime import datetime

from xiwei.ledger.actions import By, actor_of
from xiwei.ledger.models import Seen
from xiwei.service.models import Photo, PhotoStage, Ticket, WorkOrder
from xiwei.shared import pictures


def keep_besides(
    taken: Sequence[pictures.Picture], *, company_id: int, folder: str, by: By, now: datetime, seen_by: Seen
) -> list[Photo]:
    """Store pictures of planned work, which is of no ticket, and their rows, for a line of the ledger to cite."""
    label = actor_of(by).label[:60]
    return [
        Photo.objects.create(
            company_id=company_id, stage=PhotoStage.ROUND, path=pictures.keep(picture, folder), sha256=picture.sha256,
            width=picture.width, height=picture.height, seen_by=seen_by, actor_label=label, at=now,
        )
        for picture in taken
    ]  # fmt: skip


def keep_all(
    ticket: Ticket,
    taken: Sequence[pictures.Picture],
    *,
    stage: str,
    by: By,
    now: datetime,
    order: WorkOrder | None = None,
    seen_by: Seen | None = None,
) -> list[Photo]:
    """Store the pictures and their rows, for a line of the ledger to cite; seen by whom their stage is for, or `seen_by`.

    A file stored for a deed that is then undone stays behind unread; the keeper's job sweeps such files away.
    """
    label = actor_of(by).label[:60]
    usual = Seen.PUBLIC if stage == PhotoStage.AFTER and ticket.is_public else Seen.RESIDENT
    seen = usual if seen_by is None else seen_by
    return [
        Photo.objects.create(
            company_id=ticket.company_id,
            ticket=ticket,
            order=order,
            stage=stage,
            path=pictures.keep(picture, f"tickets/{ticket.pk}"),
            sha256=picture.sha256,
            width=picture.width,
            height=picture.height,
            seen_by=seen,
            actor_label=label,
            at=now,
        )
        for picture in taken
    ]
