"""Where a table's header stands: under its titles, over its data, left of the notes beside it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_BRACKETS = re.compile(r"[(\[{<【〔《].*?[)\]}>】〕》]")
_MARKS = re.compile(r"[\W_]+")
_UNIT = re.compile(r"(?<=.)(?:m2|平方米|平米|元月|元)$")
_GROUP = re.compile(r"(?:基本)?(?:信息|资料|情况|栏)$")
_LONGEST = 40  # characters: what is longer is a sentence and no column's name


class Header(NamedTuple):
    """`row` counts from 0; `titles` are by column, "" where none stands; `matches` counts those known."""

    row: int
    titles: list[str]
    matches: int


def find(top: list[list[str]], words: frozenset[str]) -> Header | None:
    """The header among a sheet's first rows, cut where the table ends; None when nothing looks like one."""
    found = _known_header(top, words) or _plain_header(top)
    return found and found._replace(titles=found.titles[: _right_end(found.titles, words)])


def words_of(fields: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Every synonym of every field, bare, for `find`."""
    return frozenset(plain(word)[0] for synonyms in fields.values() for word in synonyms)


@lru_cache(4096)
def plain(header: str) -> tuple[str, str]:
    """A header bare of punctuation and case: whole, and without its unit and what stands in brackets."""
    text = unicodedata.normalize("NFKC", header).lower()
    whole = _MARKS.sub("", text)
    return whole, _UNIT.sub("", _MARKS.sub("", _BRACKETS.sub("", text)) or whole)


def _known_header(top: list[list[str]], words: frozenset[str]) -> Header | None:
    """The row, alone or with the group titles above it, in which most cells are words known as headers."""
    best: Header | None = None
    for at, line in enumerate(top):
        for titles in (line, _under(top[at - 1], line)) if at else (line,):
            matches = len({title for title in titles if _is_known(title, words)})
            if matches >= 2 and (best is None or matches > best.matches):
                best = Header(at, titles, matches)
    return best


def _under(above: list[str], line: list[str]) -> list[str]:
    """A header of two rows: a title merged downwards stands in the upper one only.

    A group above tells apart what stands twice below: 姓名 under 业主信息 is 业主姓名, under 家庭成员 it is 家庭成员姓名,
    and so are the others of such a group.
    """
    width = max(len(above), len(line))
    upper, lower = above + [""] * (width - len(above)), line + [""] * (width - len(line))
    groups: list[str] = []
    for high, low in zip(upper, lower, strict=True):
        groups.append((high if low else "") if high or not low else groups[-1] if groups else "")
    twice = {low for low in lower if low and lower.count(low) > 1}
    parted = {group for group, low in zip(groups, lower, strict=True) if low in twice}
    if len(set(filter(None, groups))) < 2:  # a title over the whole table
        parted = set()
    return [
        (_GROUP.sub("", group) if group in parted else "") + low if low else high
        for group, high, low in zip(groups, upper, lower, strict=True)
    ]


def _plain_header(top: list[list[str]]) -> Header | None:
    """With no known word: the first row of different words nearly as wide as the widest."""
    widest = max((sum(map(bool, line)) for line in top), default=0)
    for at, line in enumerate(top):
        titles = [cell for cell in line if cell]
        wordy = all(len(title) <= _LONGEST and not re.fullmatch(r"[\d.\-/: ]+", title) for title in titles)
        if len(titles) >= max(2, widest * 0.6) and wordy and len(set(titles)) == len(titles):
            return Header(at, line, 0)
    return None


def _right_end(titles: Sequence[str], words: frozenset[str]) -> int:
    """The table ends after the last known header and those next to it without a gap; notes stand beyond."""
    last = max((place for place, title in enumerate(titles) if _is_known(title, words)), default=-1)
    if last < 0:
        last = next((place for place, title in enumerate(titles) if title), 0)
    while last + 1 < len(titles) and titles[last + 1]:
        last += 1
    return last + 1


def _is_known(title: str, words: frozenset[str]) -> bool:
    return bool(title) and len(title) <= _LONGEST and not words.isdisjoint(plain(title))
