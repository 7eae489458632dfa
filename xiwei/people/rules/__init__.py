"""May it? By subject: permissions (the one question every check asks), staff, rosters and leave, homes."""

from xiwei.people.rules.permissions import (
    Permission,
    check_permission,
    holds,
    permits,
    projects_with,
    runs,
)

__all__ = ["Permission", "check_permission", "holds", "permits", "projects_with", "runs"]
