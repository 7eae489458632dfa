"""May it? By subject: permissions (the one question every check asks), staff, rosters and leave, homes, invitations."""

from xiwei.people.rules.moves import MOVES
from xiwei.people.rules.permissions import (
    Permission,
    check_may_give,
    check_permission,
    holds,
    may_give,
    permits,
    projects_with,
)

__all__ = [
    "MOVES",
    "Permission",
    "check_may_give",
    "check_permission",
    "holds",
    "may_give",
    "permits",
    "projects_with",
]
