"""Where two drawn pages differ: boxes around what changed, found in the pictures we drew of them.

One pair at a time, of pages that are never larger than the reader draws them; what was found is kept by the two hashes.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from django.core.cache import cache
from PIL import Image, ImageChops, ImageFilter

from xiwei.estate.papers import files

RULE = 1  # a number of this way of comparing: another way finds anew
KEPT = 7 * 24 * 3600  # seconds
MOST_PIXELS = 4_000_000
ALIKE = 0.02  # by how much the shapes of two pages may differ to be the same sheet
TOLERANCE = 40  # of 255: less is the noise of drawing and of JPEG
CELL = 16  # pixels; what lies closer than a cell is one box
SPECK = 3  # of 255, the mean of a cell: less is a speck
MOST_BOXES = 60
WHOLE = 0.5  # a share of the page: beyond it the page was drawn or scanned anew

Box = tuple[int, int, int, int]  # left, top, width, height


class Drawn(Protocol):
    """Bytes of which pages were drawn."""

    company_id: Any
    sha256: Any
    path: Any
    pages: Any


class Found(StrEnum):
    """What came of comparing a pair."""

    SAME = "same"
    BOXES = "boxes"
    WHOLE = "whole"
    SHAPES = "shapes"  # another size of paper
    ALONE = "alone"  # one version has no such page that can be seen


@dataclass(frozen=True)
class Marks:
    """What was found on one pair of pages; boxes in pixels of a page of `width` by `height`."""

    found: Found
    boxes: tuple[Box, ...] = ()
    width: int = 0
    height: int = 0


def marks(older: Drawn, newer: Drawn, page: int) -> Marks:
    """Compare a page of one with the same page of the other."""
    if not 1 <= page <= min(older.pages, newer.pages):
        return Marks(Found.ALONE)
    if older.sha256 == newer.sha256:
        return Marks(Found.SAME)
    key = f"estate.marks:{RULE}:{older.company_id}:{older.sha256}:{newer.sha256}:{page}"
    kept = cache.get(key)
    if kept is None:
        try:
            kept = _compared(files.page_path(older.path, page), files.page_path(newer.path, page))
        except OSError:
            return Marks(Found.ALONE)
        cache.set(key, kept, KEPT)
    return kept


def _compared(before: str, after: str) -> Marks:
    with files.open_kept(before) as one, files.open_kept(after) as other:
        old, new = Image.open(one), Image.open(other)
        if max(old.width * old.height, new.width * new.height) > MOST_PIXELS or not _same_sheet(old, new):
            return Marks(Found.SHAPES)
        return compared(old.convert("L"), new.convert("L"))


def _same_sheet(old: Image.Image, new: Image.Image) -> bool:
    return abs(old.width / old.height - new.width / new.height) <= ALIKE * old.width / old.height


def compared(old: Image.Image, new: Image.Image) -> Marks:
    """Two grey pictures, the newer brought to the older's size."""
    size = old.size
    if new.size != size:
        new = new.resize(size, Image.Resampling.LANCZOS)
    soft = ImageFilter.GaussianBlur(1)
    apart = ImageChops.difference(old.filter(soft), new.filter(soft)).point(lambda by: 255 if by > TOLERANCE else 0)
    cells = apart.reduce(CELL)
    across, values = cells.width, cells.tobytes()
    changed = {(at % across, at // across) for at, mean in enumerate(values) if mean >= SPECK}
    if not changed:
        return Marks(Found.SAME, (), *size)
    boxes = tuple(_box(group, size) for group in _together(changed))
    if len(changed) > WHOLE * len(values) or len(boxes) > MOST_BOXES:
        return Marks(Found.WHOLE, (), *size)
    return Marks(Found.BOXES, boxes, *size)


def _together(cells: set[tuple[int, int]]) -> list[set[tuple[int, int]]]:
    """Cells that touch, or have one empty cell between them, from the top."""
    left, groups = set(cells), []
    for cell in sorted(cells, key=lambda one: (one[1], one[0])):
        if cell not in left:
            continue
        left.discard(cell)
        group, edge = {cell}, [cell]
        while edge:
            x, y = edge.pop()
            near = {(x + i, y + j) for i in range(-2, 3) for j in range(-2, 3)} & left
            left -= near
            group |= near
            edge.extend(near)
        groups.append(group)
    return groups


def _box(group: set[tuple[int, int]], size: tuple[int, int]) -> Box:
    """Around a group, half a cell of air on each side, and never past the page."""
    air = CELL // 2
    left = max(min(x for x, _ in group) * CELL - air, 0)
    top = max(min(y for _, y in group) * CELL - air, 0)
    right = min((max(x for x, _ in group) + 1) * CELL + air, size[0])
    foot = min((max(y for _, y in group) + 1) * CELL + air, size[1])
    return left, top, right - left, foot - top
