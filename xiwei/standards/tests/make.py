"""Builders for standards' tests, beyond the cast."""

from tests.cast import NOW, Cast, cast
from xiwei.ledger.models import SYSTEM
from xiwei.standards import actions
from xiwei.standards.models import MenuItem

__all__ = ["NOW", "SYSTEM", "filled", "item"]


def filled() -> Cast:
    """The cast, with both companies' menus."""
    made = cast()
    for company in (made.company, made.other_company):
        actions.fill_company(company, by=SYSTEM, now=NOW)
    return made


def item(made: Cast, code: str = "R-WATER-LEAK") -> MenuItem:
    """Today's version of an item of 翠湖物业."""
    return MenuItem.objects.get(company=made.company, code=code, until__isnull=True)
