"""Builders for estate's tests, beyond the cast."""

from tests.cast import NOW, cast
from xiwei.estate import actions
from xiwei.estate.models import Company, Project
from xiwei.estate.rules import Plan
from xiwei.ledger.models import SYSTEM

__all__ = ["NOW", "SYSTEM", "Plan", "cast", "company", "project"]


def company(code: str = "xinghe") -> Company:
    """A company founded as the command does it."""
    return actions.found_company(code=code, name=f"{code}物业", by=SYSTEM, now=NOW)


def project(owner: Company, code: str = "XH", kind: str = "residential") -> Project:
    """A project of it with nothing on its ground."""
    return actions.open_project(owner, code=code, name=f"{code}苑", kind=kind, by=SYSTEM, now=NOW)
