"""Prove single lines to whoever has no access to the ledger: by their place in the tree under a seal."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from xiwei.ledger.models import Chain, Entry, Leaf, Seal
from xiwei.ledger.seals import leaves
from xiwei.ledger.seals.erasing import NotYetSealed
from xiwei.shared.merkle import LONG, Tree

SLICE = 500
CHUNK = 5_000


@dataclass(frozen=True)
class Proved:
    """A line with its leaf, and the way from the leaf up to the root of its chain's last seal."""

    entry: Entry
    leaf: Leaf
    path: list[bytes]


@dataclass(frozen=True)
class Under:
    """A chain's last seal, with the hash of the one before ("" for the first), and what is proved under it."""

    chain: Chain
    seal: Seal
    before: str
    lines: list[Proved]


def prove(entries: Collection[Entry]) -> list[Under]:
    """Each line under the last seal of its chain, the chains in order, the lines as they stand in them.

    A chain's leaves are read once, 64 bytes each. Raises NotYetSealed where a line has no leaf: seal first.
    """
    by_chain: dict[int, list[tuple[Leaf, Entry]]] = {}
    for entry, leaf in _with_leaves(sorted(entries, key=lambda one: one.pk)):
        by_chain.setdefault(leaf.chain_id, []).append((leaf, entry))
    return [_under(chain, sorted(lines, key=_place)) for chain, lines in sorted(by_chain.items())]


def under_seal(entries: Collection[Entry]) -> set[int]:
    """Which of these lines are under a seal already; one query."""
    return set(Leaf.objects.filter(entry_id__in=[one.pk for one in entries]).values_list("entry_id", flat=True))


def first_seal(entry: Entry) -> Seal | None:
    """The first seal that covers this line; None while none does."""
    leaf = Leaf.objects.filter(entry_id=entry.pk).first()
    return leaf and Seal.objects.filter(chain_id=leaf.chain_id, size__gt=leaf.position).order_by("number").first()


def _place(line: tuple[Leaf, Entry]) -> int:
    return line[0].position


def _with_leaves(entries: list[Entry]) -> Iterator[tuple[Entry, Leaf]]:
    for at in range(0, len(entries), SLICE):
        some = entries[at : at + SLICE]
        standing = Leaf.objects.in_bulk([entry.pk for entry in some])
        if len(standing) < len(some):
            raise NotYetSealed
        yield from ((entry, standing[entry.pk]) for entry in some)


def _under(number: int, lines: list[tuple[Leaf, Entry]]) -> Under:
    chain = Chain.objects.get(pk=number)
    seal = chain.seals.order_by("-number")[0]
    before = chain.seals.filter(number=seal.number - 1).values_list("hash", flat=True).first() or ""
    tree = Tree(_hashes(chain, seal.size))
    return Under(chain, seal, before, [Proved(entry, leaf, tree.path(leaf.position)) for leaf, entry in lines])


def _hashes(chain: Chain, size: int) -> bytes:
    """The leaf hashes that the seal covers, one behind the other; they are not judged here (verifying.py)."""
    found = chain.leaves.filter(position__lt=size).order_by("position").values_list("hash", flat=True)
    hashes = bytearray()
    for one in found.iterator(CHUNK):
        hashes += bytes.fromhex(one)
    if len(hashes) != size * LONG:
        raise NotYetSealed
    return bytes(hashes)


def told(under: Under) -> dict[str, Any]:
    """A chain and its seal as plain values, with all that the seal's hash is reckoned of (leaves.sealed)."""
    return {
        "chain": str(under.chain),
        "seal": leaves.told_of(under.seal, under.chain),
        "before": under.before,
        "hash": under.seal.hash,
        "root": under.seal.root,
        "size": under.seal.size,
        "number": under.seal.number,
    }


def shown(proved: Proved, withheld: Collection[int] = ()) -> dict[str, Any]:
    """A line as plain values with its proof: all it is, and of each part what it says with its salt, or what stands for it."""
    entry = {name: getattr(proved.entry, name) for name in leaves.COLUMNS}
    salts, stand = leaves.salts_of(proved.leaf.salt), leaves.commitments(entry, proved.leaf.salt)
    parts = [
        {"stands": stand[part].hex()}
        if part in withheld or salts[part].startswith(leaves.GONE)
        else {"salt": salts[part], "text": text}
        for part, text in enumerate(leaves.parted(entry))
    ]
    return {
        "id": entry["id"],
        **{name: entry[name] for name in leaves.PLAIN},
        **{name: leaves.moment(entry[name]) for name in leaves.MOMENTS},
        "position": proved.leaf.position,
        "parts": dict(zip(leaves.PARTS, parts, strict=True)),
        "path": [one.hex() for one in proved.path],
    }
