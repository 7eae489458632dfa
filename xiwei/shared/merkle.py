"""Merkle trees as RFC 9162 (Certificate Transparency 2.0, section 2.1) hashes them: what proves that a list only grew.

All hashes are SHA-256, 32 bytes. A tree over no leaves has the hash of nothing as its root.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"  # parted, so that no node can be passed off as a leaf (RFC 9162, 2.1.1)
LONG = 32


def leaf_hash(data: bytes) -> bytes:
    """What stands for one leaf."""
    return sha256(LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands for two halves."""
    return sha256(NODE + left + right).digest()


class Peaks:
    """The right edge of a growing tree: the roots of its full parts, from the largest to the smallest.

    All that is needed to add leaves and to know the root: of a million leaves, twenty hashes.
    """

    def __init__(self, size: int = 0, peaks: bytes = b""):
        """Go on from `size` leaves whose `packed` peaks these are. Raises ValueError where the two don't agree."""
        if len(peaks) != LONG * size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(peaks) / LONG}")
        self.size = size
        self._peaks = [peaks[at : at + LONG] for at in range(0, len(peaks), LONG)]

    def add(self, leaf: bytes) -> None:
        """One more leaf, by its hash."""
        size, peaks = self.size, self._peaks
        while size & 1:
            leaf = sha256(NODE + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)
        self.size += 1

    @property
    def packed(self) -> bytes:
        """The peaks in one string of bytes, to go on from later."""
        return b"".join(self._peaks)

    @property
    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self._peaks:
            return sha256(b"").digest()
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree of these leaf hashes."""
    peaks = Peaks()
    for leaf in leaves:
        peaks.add(leaf)
    return peaks.root


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that the leaf at `index` is in the tree of all these leaf hashes (2.1.3.1), from the leaf upwards."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} among {len(leaves)}")
    path: list[bytes] = []
    begin, end = 0, len(leaves)
    while end - begin > 1:
        middle = begin + _half(end - begin)
        if index < middle:
            path.append(root_of(leaves[middle:end]))
            end = middle
        else:
            path.append(root_of(leaves[begin:middle]))
            begin = middle
    return path[::-1]


class Tree:
    """A whole tree of leaf hashes, kept level by level, for many proofs: each then takes as long as it is high.

    Two neighbours make a node of the next level, and one left over at a level's end rises as it is: that is the tree of
    2.1.1, whose left part is always full. 64 bytes a leaf.
    """

    def __init__(self, leaves: bytes):
        """`leaves` are the leaf hashes, one behind the other. Raises ValueError where one is not whole."""
        if len(leaves) % LONG:
            raise ValueError("leaf hashes are 32 bytes each")
        self.size = len(leaves) // LONG
        self._levels = [leaves]
        while len(self._levels[-1]) > LONG:
            self._levels.append(_above(self._levels[-1]))

    @property
    def root(self) -> bytes:
        """The root of all leaves."""
        return self._levels[-1] or sha256(b"").digest()

    def path(self, index: int) -> list[bytes]:
        """What `inclusion` gives for this leaf."""
        if not 0 <= index < self.size:
            raise IndexError(f"no leaf {index} among {self.size}")
        path = []
        for level in self._levels[:-1]:
            beside = (index ^ 1) * LONG
            if beside < len(level):
                path.append(level[beside : beside + LONG])
            index //= 2
        return path


def _above(level: bytes) -> bytes:
    pair = 2 * LONG
    full = len(level) // pair * pair
    nodes = [sha256(NODE + level[at : at + pair]).digest() for at in range(0, full, pair)]
    return b"".join([*nodes, level[full:]])


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof holds that this leaf is the one at `index` of the `size` under this root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node_hash(sibling, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def _half(size: int) -> int:
    """The largest power of two smaller than `size`: where a tree is parted (2.1.1)."""
    return 1 << ((size - 1).bit_length() - 1)
