"""What a reader need not know stays out of an evidence pack, part by part, and what stayed out is listed (PIPL 6).

A part that is left out is stood for by its commitment (ledger/seals/leaves.py): the line still proves that it said
something, and what it said can be shown later to whoever has a right to it.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xiwei.ledger.models import Entry, Seen
from xiwei.ledger.seals import leaves
from xiwei.service.models import PackAbout, PackFor, Photo, PhotoStage
from xiwei.shared.tongue import Said

REASONS: dict[str, Said] = {
    "number": _("电话、证件或卡号"),
    "other": _("其他住户的身份或话"),
    "internal": _("公司内部记录"),
    "erased": _("已按要求抹去"),
    "photo": _("不给对方看的照片"),
    "photo_gone": _("照片已抹去"),
}
# A phone with or without its area, an identity card, a bank card: nobody outside needs them to judge a matter.
_NUMBER = re.compile(r"(?<!\d)(?:0\d{2,3}[ -]?\d{7,8}|1[3-9]\d(?:[ -]?\d){8}|\d{17}[\dXx]|\d{16,19})(?!\d)")


@dataclass(frozen=True)
class Reader:
    """For whom a pack is made, of what, and whose matter it is (persons by number)."""

    who: str  # PackFor
    about: str  # PackAbout
    theirs: frozenset[int]


def left_out(entry: Entry, texts: tuple[str, ...], salt: str, reader: Reader) -> dict[int, str]:
    """Which parts of a line this reader is not shown, with the reason (a key of REASONS).

    `texts` are the line's parts (leaves.parted), `salt` is its leaf's: what was erased is told as such.
    """
    gone = dict.fromkeys(leaves.erased(salt), "erased")
    if reader.who == PackFor.OWN:
        return gone
    hidden = {part: "number" for part, text in enumerate(texts) if _NUMBER.search(text)}
    if entry.seen_by == Seen.STAFF and reader.who == PackFor.RESIDENT:
        hidden[leaves.SAID] = "internal"
    if _by_another(entry, reader):
        hidden |= {leaves.ACTOR: "other"} | ({leaves.SAID: "other"} if reader.who == PackFor.RESIDENT else {})
    if _of_another(entry, reader):
        hidden |= {leaves.SUBJECT: "other", leaves.SAID: "other"}
    return {part: why for part, why in (hidden | gone).items() if texts[part] or part in gone}


def _by_another(entry: Entry, reader: Reader) -> bool:
    """A resident wrote it whose matter it is not."""
    return entry.actor_staff_id is None and entry.actor_person_id not in (None, *reader.theirs)


def _of_another(entry: Entry, reader: Reader) -> bool:
    """It is about a resident, or the home of one, whose matter it is not: who moved in, whose number was looked up."""
    about_homes = entry.kind.startswith("people.") and (entry.household_id or entry.person_id)
    if reader.about == PackAbout.HOUSEHOLD:
        return bool(entry.person_id) and entry.person_id not in reader.theirs and entry.kind.startswith("people.")
    return bool(about_homes) and entry.person_id not in reader.theirs


def photo_left_out(photo: Photo | None, reader: Reader) -> str:
    """Why this reader does not get a picture; "" where they do."""
    if photo is None or not photo.path:
        return "photo_gone"
    if reader.who == PackFor.OWN:
        return ""
    own = reader.about in (PackAbout.TICKET, PackAbout.HOUSEHOLD)
    if photo.stage == PhotoStage.SIGNED and not own:
        return "photo"
    return "photo" if photo.seen_by == Seen.STAFF and reader.who == PackFor.RESIDENT else ""
