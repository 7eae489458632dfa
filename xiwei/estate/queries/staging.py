"""Find a file that waits for its form, from the token on the page: its sender's own, and nobody else's."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.base import File

from xiwei.estate.models import Staged
from xiwei.estate.papers import files

KEPT = timedelta(days=1)
SALT = "xiwei.estate.staged"


class StagedFile(File):
    """The bytes of a file that waits, open, under the name it was sent with."""

    def __init__(self, staged: Staged):
        super().__init__(files.open_kept(staged.path), name=staged.filename)
        self.staged = staged


def token_of(staged: Staged) -> str:
    """What the page carries: the file's number and its sender's, signed."""
    return signing.dumps([staged.pk, staged.person_id], salt=SALT)


def by_token(token: str, *, person_id: int, now: datetime) -> StagedFile | None:
    """The file of a token of this person; None for a forged one, another person's, one that was used, or after a day."""
    try:
        pk, owner = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if owner != person_id:
        return None
    found = Staged.objects.filter(pk=pk, person_id=person_id, at__gt=now - KEPT).first()
    try:
        return StagedFile(found) if found else None
    except FileNotFoundError:
        return None


def lock(staged: Staged) -> Staged | None:
    """The row, held; None where it was used meanwhile."""
    return Staged.objects.select_for_update().filter(pk=staged.pk).first()


def of_person(person_id: int) -> list[Staged]:
    """All that waits for this person, held, the latest first."""
    return list(Staged.objects.select_for_update().filter(person_id=person_id))


def older(than: datetime) -> Iterable[Staged]:
    """Those nobody came back for."""
    return Staged.objects.filter(at__lte=than)
