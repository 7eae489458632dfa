"""Reckon every leaf, root and seal anew from the lines as they stand, and name the first that is not as it was sealed."""

import json
from bisect import bisect_left
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from xiwei.ledger.models import Chain, Entry, Leaf, Seal
from xiwei.ledger.seals import erasing, leaves
from xiwei.ledger.seals.sealing import settled
from xiwei.shared.merkle import Peaks

CHUNK = 2_000
# A line is committed and found within this of being written, though the clocks of two hosts differ by minutes and one was
# set anew; one that turns up later was put in by another hand.
LATE = timedelta(hours=1)
WAITS = timedelta(minutes=10)  # a worker seals three times a minute
JSON = ("data", "evidence")

_NAMES = ("position", "entry_id", "salt", "words", "hash", *leaves.COLUMNS)
_COLUMNS = ", ".join([*(f"l.{name}" for name in _NAMES[:5]), *(f"e.{name}" for name in leaves.COLUMNS)])
_ROWS = (
    f"SELECT {_COLUMNS} FROM ledger_leaf l LEFT JOIN ledger_entry e ON e.id = l.entry_id "  # noqa: S608
    "WHERE l.chain_id = %s AND l.position < %s ORDER BY l.position"
)


class Wrong(Exception):
    """Something is not as it was sealed: which line, where that can be told, and a sentence."""

    def __init__(self, sentence: str, entry: int | None = None):
        super().__init__(sentence)
        self.sentence, self.entry = sentence, entry


@dataclass
class Verified:
    """One chain, reckoned anew up to its first wrong; what comes after that is not reckoned."""

    chain: Chain
    entries: int = 0
    erased: dict[int, set[int]] = field(default_factory=dict)  # line → its parts
    told: dict[int, set[int]] = field(default_factory=dict)  # the same as the lines of erasures tell it
    seals: int = 0
    root: str = ""
    hash: str = ""
    wrong: Wrong | None = None


def empty_looks() -> list[datetime]:
    """When a look left no line of any chain waiting, in order."""
    looks = Seal.objects.filter(full=False).order_by("sealed_at").values_list("sealed_at", flat=True)
    return list(looks.distinct())


def verify(chain: Chain, looks: list[datetime]) -> Verified:
    """Reckon a chain anew, up to the last seal it has now; `looks` are `empty_looks()`.

    Memory grows with what was erased alone.
    """
    found, last = Verified(chain), chain.seals.order_by("-number").first()
    size = last.size if last else 0
    # Closed here and not whenever it is forgotten: a cursor of PostgreSQL must not end in the midst of another query.
    with closing(_rows(chain, size)) as rows:
        try:
            _reckon(found, rows, looks, last.number if last else 0)
            _check_covered(chain)
            _check_told(found, size)
        except Wrong as wrong:
            found.wrong = wrong.with_traceback(None)
    return found


def _reckon(found: Verified, rows: Iterator[dict[str, Any]], looks: list[datetime], last: int) -> None:
    chain, tree = found.chain, Peaks()
    for seal in chain.seals.filter(number__lte=last).order_by("number").iterator(CHUNK):
        looked = bisect_left(looks, seal.sealed_at)
        since = leaves.moment(looks[looked - 1] - LATE) if looked else ""
        while tree.size < seal.size:
            row = next(rows, None)
            if row is None:
                sentence = gettext("第 {number} 次封存盖住 {size} 行，现在只剩 {left} 行：后面的叶子被删了。")
                raise Wrong(sentence.format(number=seal.number, size=seal.size, left=tree.size))
            _check_leaf(row, chain=chain, tree=tree)
            _check_in_time(row, chain=chain, since=since)
            found.entries += 1
            _note_erased(row, found)
        _check_seal(seal, tree=tree, found=found)
        found.seals, found.root, found.hash = found.seals + 1, seal.root, seal.hash


def _check_covered(chain: Chain) -> None:
    """No leaf stands beyond the last seal. The leaf is read first: the worker writes both at once."""
    leaf = chain.leaves.order_by("-position").first()
    size = chain.seals.order_by("-number").values_list("size", flat=True).first() or 0
    if leaf and leaf.position >= size:
        first = chain.leaves.filter(position__gte=size).order_by("position")[0].entry_id
        raise Wrong(gettext("第 {entry} 行有叶子，却没有封存盖住它。").format(entry=first), first)


def _rows(chain: Chain, size: int) -> Generator[dict[str, Any], None, None]:
    """Each leaf with its line, in the order of the tree."""
    with connection.chunked_cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA mmap_size = 0")  # the whole file, once through: mapped, it would count as our memory
        cursor.execute(_ROWS, [chain.pk, size])
        while some := cursor.fetchmany(CHUNK):
            for values in some:
                yield dict(zip(_NAMES, values, strict=True))


def _check_leaf(row: dict[str, Any], *, chain: Chain, tree: Peaks) -> None:
    """The line is the one that was sealed at this position; it grows the tree."""
    entry, position = row["entry_id"], tree.size
    if row["position"] != position:
        raise Wrong(gettext("第 {place} 片叶子不见了，下一片是第 {entry} 行的。").format(place=position, entry=entry))
    if row["id"] is None:
        raise Wrong(gettext("第 {entry} 行不见了：它封存过，现在台账里没有。").format(entry=entry), entry)
    for name in JSON:
        row[name] = json.loads(row[name]) if row[name] != "[]" else []
    if not _words_stand(row):
        raise Wrong(gettext("第 {entry} 行的文字与封存时不一样，被改过。").format(entry=entry), entry)
    leaf = leaves.leaf(row, chain=str(chain), position=position, words=row["words"])
    if leaf.hex() != row["hash"]:
        raise Wrong(gettext("第 {entry} 行与封存时不一样，被改过或换过位置。").format(entry=entry), entry)
    tree.add(leaf)


def _words_stand(row: dict[str, Any]) -> bool:
    """What it says is what was sealed; where a part was erased it says nothing any more."""
    if not isinstance(row["data"], dict):
        return False
    gone = leaves.erased(row["salt"])
    if gone and any(leaves.parted(row)[part] for part in gone):
        return False
    return leaves.words_of(row, row["salt"]) == row["words"]


def _note_erased(row: dict[str, Any], found: Verified) -> None:
    if leaves.APART in row["salt"]:
        found.erased[row["entry_id"]] = set(leaves.erased(row["salt"]))
    if row["kind"] == erasing.KIND:
        _note_told(row["data"], found)


def _note_told(data: dict[str, Any], found: Verified) -> None:
    for part, entries in data.get("entries", {}).items():
        for entry in entries:
            found.told.setdefault(entry, set()).add(leaves.PARTS.index(part))


def _check_told(found: Verified, size: int) -> None:
    """Whatever is gone, an erasure tells that it is: or somebody took words away who had no right to."""
    if not found.erased:
        return
    for data in _told_since(found.chain, size):
        _note_told(data, found)
    for entry, parts in sorted(found.erased.items()):
        if parts - found.told.get(entry, set()):
            raise Wrong(gettext("第 {entry} 行的文字被抹去了，却没有哪一次抹除记着它。").format(entry=entry), entry)


def _told_since(chain: Chain, size: int) -> Iterator[dict[str, Any]]:
    """What the lines of erasures tell that wait for their seal, or were sealed while the rows were reckoned.

    Those that wait are read first: one that is sealed in between is then found among the leaves.
    """
    leaf = Leaf.objects.filter(entry_id=OuterRef("pk"))
    told = Entry.objects.filter(kind=erasing.KIND, company_id=chain.company_id).values_list("data", flat=True)
    waiting = told.filter(~Exists(leaf), pk__gt=settled(), project_id=chain.project_id or None)
    yield from list(waiting)
    yield from told.filter(pk__in=chain.leaves.filter(position__gte=size).values("entry_id"))


def _check_in_time(row: dict[str, Any], *, chain: Chain, since: str) -> None:
    """No look before this seal, which left nothing waiting, could have missed the line."""
    if row["id"] > chain.before and leaves.moment(row["written_at"]) < since:
        sentence = gettext("第 {entry} 行是后来插进去的：按它自己写的时刻，早该封存了。")
        raise Wrong(sentence.format(entry=row["id"]), row["id"])


def _check_seal(seal: Seal, *, tree: Peaks, found: Verified) -> None:
    """It is the next one, and bears the tree's root and the hash of the seal before."""
    if seal.number != found.seals + 1:
        raise Wrong(gettext("第 {number} 次封存不见了。").format(number=found.seals + 1))
    if seal.root != tree.root.hex() or seal.peaks != tree.packed.hex():
        sentence = gettext("第 {number} 次封存的根对不上：在第 {last} 行或它以前，有一行连同叶子被换过。")
        raise Wrong(sentence.format(number=seal.number, last=seal.last_id), seal.last_id)
    if seal.hash != leaves.sealed(seal, found.chain, before=found.hash):
        raise Wrong(gettext("第 {number} 次封存与前一次连不上，它被改过。").format(number=seal.number))


def unsealed(*, now: datetime) -> Wrong | None:
    """The first line that has no leaf though it is old enough to have one, and why that may be."""
    leaf = Leaf.objects.filter(entry_id=OuterRef("pk"))
    old = Entry.objects.filter(~Exists(leaf)).filter(Q(pk__lte=settled()) | Q(written_at__lt=now - WAITS))
    entry = old.order_by("pk").values_list("pk", flat=True).first()
    if entry is None:
        return None
    if entry <= settled():
        return Wrong(gettext("第 {entry} 行没有封存过，它不是由程序写进去的。").format(entry=entry), entry)
    return Wrong(gettext("第 {entry} 行起还没有封存：后台进程（worker）没有在跑？").format(entry=entry), entry)
