"""Do it, by subject: companies and projects, the ground (buildings, units, rooms), places and codes."""

from xiwei.estate.actions.companies import found_company, open_project
from xiwei.estate.actions.ground import add_building, add_rooms, add_unit
from xiwei.estate.actions.places import (
    add_common_places,
    add_place,
    print_codes,
    recode_place,
    retire_place,
)

__all__ = [
    "add_building",
    "add_common_places",
    "add_place",
    "add_rooms",
    "add_unit",
    "found_company",
    "open_project",
    "print_codes",
    "recode_place",
    "retire_place",
]
