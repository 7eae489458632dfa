"""Kinds of document as the catalogue has them: what each belongs to, whether it must be there, who may see it, for how long."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "documents.toml"
OTHER = "other"


@dataclass(frozen=True)
class Group:
    """A drawer of the cabinet."""

    code: str
    title: str
    english: str
    icon: str


@dataclass(frozen=True)
class Kind:
    """One kind of document. `must`: project, building, lift or "". `years` 0 is for ever; `level` names who may see it."""

    code: str
    title: str
    english: str
    group: str
    of: tuple[str, ...]
    level: str
    must: str = ""
    expires: bool = False
    years: int = 0
    paper: bool = False
    shown: bool = False  # to the household it belongs to
    source: str = ""
    words: tuple[str, ...] = ()

    @property
    def drawer(self) -> Group:
        return groups()[self.group]

    def keep_until(self, *, dated_on: date | None, expires_on: date | None, put_on: date) -> date | None:
        """The last day it must be kept: `years` after its end, its date or the day it came; None is for ever."""
        if not self.years:
            return None
        begin = (expires_on if self.expires else None) or dated_on or put_on
        try:
            return begin.replace(year=begin.year + self.years)
        except ValueError:  # 29 February of a year that is none
            return begin.replace(year=begin.year + self.years, day=28)


@cache
def _read() -> dict:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def groups() -> dict[str, Group]:
    """The drawers by code, in the order of the cabinet."""
    return {one["code"]: Group(**one) for one in _read()["group"]}


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by code, in the order of the catalogue."""
    rows = [{**one, "of": tuple(one["of"]), "words": tuple(one["words"])} for one in _read()["kind"]]
    return {one["code"]: Kind(**one) for one in rows}


def kind(code: str) -> Kind:
    """One kind; a code the catalogue no longer has is read as an other paper."""
    return kinds().get(code) or kinds()[OTHER]


def codes_of(levels: set[str]) -> list[str]:
    """Codes of the kinds of these levels."""
    return [one.code for one in kinds().values() if one.level in levels]


def english_names() -> dict[str, str]:
    """English by Chinese, of kinds and drawers."""
    return {one.title: one.english for one in kinds().values()} | {one.title: one.english for one in groups().values()}
