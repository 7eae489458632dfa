"""Do it: keep the standards; fill a new company's menu, revise it, set the promises, the hours and the holidays."""

from xiwei.standards.actions.filling import fill_company, fill_project
from xiwei.standards.actions.menu import add_item, retire_item, revise_item, revise_many
from xiwei.standards.actions.standards import (
    add_standard,
    adopt_library,
    retire_standard,
    revise_standard,
    set_grade,
    withdraw_version,
)
from xiwei.standards.actions.timing import drop_promise, load_holidays, set_hours, set_promise

__all__ = [
    "add_item",
    "add_standard",
    "adopt_library",
    "drop_promise",
    "fill_company",
    "fill_project",
    "load_holidays",
    "retire_item",
    "retire_standard",
    "revise_item",
    "revise_many",
    "revise_standard",
    "set_grade",
    "set_hours",
    "set_promise",
    "withdraw_version",
]
