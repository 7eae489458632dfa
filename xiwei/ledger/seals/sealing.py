"""Add what was written since to the tree of its chain. No writer waits for it: it reads what is committed, by number.

A *look* takes up the lines that have no leaf, `MOST` of them, and seals them with one seal for each chain, all or none. A
look that found fewer leaves nothing behind: its seals are not `full`, and whatever claims to have been written long before
and turns up later was put in by another hand (verifying.py).

A line may be committed after one with a higher number, so nobody goes by numbers alone: those of the last hour are looked
through for what has no leaf. What is numbered below is *settled*. Two hosts may seal at once: the second finds the
position taken, writes nothing, and comes back at its next turn.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from xiwei.ledger.models import Chain, Entry, Leaf, Seal
from xiwei.ledger.seals import leaves
from xiwei.shared import bulk
from xiwei.shared.merkle import Peaks

MOST = 5_000  # lines of one look: what is written at once stays short, for on SQLite others wait for it
LOOKS = 40
# No transaction is open for so long; what was numbered before a seal of this age is committed or never will be.
SETTLED = timedelta(hours=1)

Line = dict[str, Any]


def seal_new(*, now: datetime, most: int = MOST) -> int:
    """Seal all lines that have no leaf; how many. Safe to run twice, and on two hosts."""
    done, after = 0, settled()
    for _ in range(LOOKS):
        found = unsealed(after=after, most=most)
        if not _seal_all(found, full=len(found) == most, now=now):
            break
        done, after = done + len(found), found[-1]["id"]
        if len(found) < most:
            break
    return done


def _seal_all(found: list[Line], *, full: bool, now: datetime) -> bool:
    """What one look found, of all chains or of none. False where there was nothing, or another host was there first.

    All is reckoned before the transaction begins: on SQLite whoever writes waits for it.
    """
    made = [
        _grown(_chain(company, project), list(lines), full=full, now=now)
        for (company, project), lines in _by_chain(found)
    ]
    try:
        with transaction.atomic():
            for added, seal in made:
                bulk.insert_keyed(Leaf, added)
                seal.save(force_insert=True)
    except IntegrityError:
        if not _sealed_meanwhile(found):
            raise  # a leaf that no seal covers stands in the way: the clock's list shows the error, and nothing is sealed
        return False
    return bool(made)


def _sealed_meanwhile(found: list[Line]) -> bool:
    """Whether another host has sealed some of these lines, leaf and seal."""
    taken = Leaf.objects.filter(entry_id__in=[line["id"] for line in found])
    return any(
        Seal.objects.filter(chain=chain, size__gt=position).exists()
        for chain, position in taken.values_list("chain", "position")[:1]
    )


def unsealed(*, after: int, most: int) -> list[Line]:
    """The lines beyond a number that have no leaf yet, the oldest number first."""
    leaf = Leaf.objects.filter(entry_id=OuterRef("pk"))
    waiting = Entry.objects.filter(~Exists(leaf), pk__gt=after)
    return list(waiting.order_by("pk").values(*leaves.COLUMNS)[:most])


def settled() -> int:
    """The number up to which every line is sealed, or came by another way than the product's.

    Counted back from the last seal and not from now: while no worker runs, what is committed late may still be found.
    """
    newest = Seal.objects.order_by("-last_id").values_list("sealed_at", flat=True).first()
    if newest is None:
        return 0
    old = Seal.objects.filter(sealed_at__lt=newest - SETTLED).order_by("-last_id")
    return old.values_list("last_id", flat=True).first() or 0


def _by_chain(found: list[Line]) -> Iterator[tuple[tuple[int, int], Iterable[Line]]]:
    def chain(line: Line) -> tuple[int, int]:
        return line["company_id"], line["project_id"] or 0

    return groupby(sorted(found, key=chain), key=chain)


def _chain(company: int, project: int) -> Chain:
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return Chain.objects.get_or_create(company_id=company, project_id=project, defaults={"before": last})[0]


def _grown(chain: Chain, lines: list[Line], *, full: bool, now: datetime) -> tuple[list[Leaf], Seal]:
    """The chain's tree with these lines added: their leaves, and the seal over them."""
    before = chain.seals.order_by("-number").first()
    tree = Peaks(before.size, bytes.fromhex(before.peaks)) if before else Peaks()
    added = [_leaf(chain, line, tree) for line in lines]
    made = Seal(
        company_id=chain.company_id, chain=chain, number=before.number + 1 if before else 1, size=tree.size,
        last_id=max(line["id"] for line in lines), full=full, root=tree.root.hex(), peaks=tree.packed.hex(),
        # A host whose clock went back seals no earlier than what it seals after.
        sealed_at=max(now, before.sealed_at) if before else now,
    )  # fmt: skip
    made.hash = leaves.sealed(made, chain, before=before.hash if before else "")
    return added, made


def _leaf(chain: Chain, line: Line, tree: Peaks) -> Leaf:
    salt, position = secrets.token_hex(16), tree.size
    words = leaves.words_of(line, salt)
    leaf = leaves.leaf(line, chain=str(chain), position=position, words=words)
    tree.add(leaf)
    return Leaf(
        entry_id=line["id"], company_id=chain.company_id, chain=chain, position=position, salt=salt, words=words,
        hash=leaf.hex(),
    )  # fmt: skip
