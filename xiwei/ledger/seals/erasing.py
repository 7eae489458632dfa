"""Take away what lines say of a person, and keep what shows that they stood: the salt goes with the words.

The only writer of a line that stands. Each erasure leaves a line of its own in every chain it touched, which tells the
numbers of the lines and which parts of them went, so that nobody can take words away unseen (verifying.py).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xiwei.ledger import actions
from xiwei.ledger.actions import By
from xiwei.ledger.models import Chain, Entry, Leaf
from xiwei.ledger.seals import leaves

KIND = "ledger.words_erased"
SLICE = 500


class NotYetSealed(Exception):
    """Some of the lines have no leaf: erased now, nothing would show that they ever said anything. Seal first."""


def erase(wanted: Mapping[int, Collection[int]], *, by: By, now: datetime, reason: str) -> int:
    """Take these parts (leaves.SUBJECT, ACTOR, SAID, TOLD) out of these lines, by number, in the caller's transaction.

    Returns how many lines lost something. What is gone already, or was never there, is passed over: safe to run twice.
    Raises NotYetSealed, and nothing is written, where a line has no leaf.
    """
    assert transaction.get_connection().in_atomic_block, "words, salts and the line that tells of it go together"
    gone: dict[tuple[int, int | None], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    numbers = sorted(wanted)
    for at in range(0, len(numbers), SLICE):
        for entry, leaf in _standing(numbers[at : at + SLICE]):
            for part in _take(entry, leaf, wanted[entry["id"]]):
                gone[entry["company_id"], entry["project_id"]][leaves.PARTS[part]].append(entry["id"])
    for (company, project), entries in gone.items():
        chain = Chain.objects.get(company_id=company, project_id=project or 0)
        count = len({number for some in entries.values() for number in some})
        actions.record(KIND, chain, by=by, at=now, reason=reason, count=count, entries=dict(entries))
    return len({number for entries in gone.values() for some in entries.values() for number in some})


def _standing(numbers: list[int]) -> list[tuple[dict[str, Any], Leaf]]:
    """The lines with their leaves. An erasure's own line is never erased: it holds numbers alone, and its reason."""
    # DANGER: the leaves are locked before the lines are read, or what another erasure took meanwhile would be written back.
    locked = Leaf.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    standing = {leaf.pk: leaf for leaf in locked}
    found = Entry.objects.filter(pk__in=numbers).exclude(kind=KIND).order_by("pk").values(*leaves.COLUMNS)
    entries = list(found)
    if any(entry["id"] not in standing for entry in entries):
        raise NotYetSealed
    return [(entry, standing[entry["id"]]) for entry in entries]


def _take(entry: dict[str, Any], leaf: Leaf, parts: Collection[int]) -> list[int]:
    """Which parts of this line went."""
    said, before = leaves.parted(entry), leaves.erased(leaf.salt)
    going = [part for part in sorted(parts) if said[part] and part not in before]
    if going:
        salt = leaves.without(entry, leaf.salt, going)
        Entry.objects.filter(pk=entry["id"]).update(**leaves.emptied(entry, going))
        Leaf.objects.filter(pk=leaf.pk).update(salt=salt)
    return going
