"""The roles every company starts with, kept as data/roles.toml says."""

import tomllib
from pathlib import Path

from django.db import transaction

from xiwei.people.models import Role
from xiwei.people.rules import Permission

FILE = Path(__file__).resolve().parent.parent / "data" / "roles.toml"
SAID = ["title", "description", "permissions"]


@transaction.atomic
def load() -> dict[str, Role]:
    """Make the common roles as the file says, by code; running it again changes nothing.

    No ledger line: the roles belong to no company, and the file's own history says who changed them and why.
    Raises ValueError where the file names a permission that does not exist.
    """
    wanted = _wanted()
    standing = {role.code: role for role in Role.objects.filter(company=None)}
    Role.objects.bulk_create(role for code, role in wanted.items() if code not in standing)
    changed = [role for code, role in standing.items() if code in wanted and _takes(role, wanted[code])]
    if changed:
        Role.objects.bulk_update(changed, SAID)
    return {code: standing.get(code, role) for code, role in wanted.items()}


def _wanted() -> dict[str, Role]:
    """The file's roles, not yet rows."""
    roles = {code: Role(code=code, **said) for code, said in tomllib.loads(FILE.read_text()).items()}
    for role in roles.values():
        role.permissions = [Permission(name).value for name in role.permissions]
    return roles


def _takes(role: Role, wanted: Role) -> bool:
    """Make `role` say what `wanted` says; whether that changed anything."""
    before = [getattr(role, name) for name in SAID]
    for name in SAID:
        setattr(role, name, getattr(wanted, name))
    return before != [getattr(wanted, name) for name in SAID]
