"""A company says what its roles may see and do: edited, copied, retired; each time a version and a line."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from xiwei.estate.models import Company
from xiwei.ledger import actions as ledger
from xiwei.people.models import Post, Role, RoleVersion, Staff
from xiwei.people.queries import roles as queries
from xiwei.people.rules import roles as rules
from xiwei.shared import codes
from xiwei.shared.tongue import kept


@transaction.atomic
def edit(
    role: Role, *, title: str, description: str, permissions: Collection[str], version: int, by: Staff, now: datetime
) -> Role:
    """The role says this in the company from now, for whoever bears it; what it said stays as an earlier version.

    A common role is not changed: the company gets its own in its place, and its posts bear that. Raises NotAllowed for
    what `by` has not themself, NotNow for a stale form or where nobody could edit roles any more, BadInput for the rest.
    """
    _hold(by)
    role = Role.objects.select_for_update().get(pk=role.pk)
    check_edit(role, title=title, description=description, permissions=permissions, version=version, by=by)
    bearers, before = queries.bearers(role, by.company_id), set(role.permissions)
    own = role if role.company_id else Role(company_id=by.company_id, code=role.code)
    _say(own, title, description, permissions)
    if own is not role:
        Post.objects.filter(pk__in=[post.pk for post in bearers]).update(role=own)
    _keep_version(own, by, now)
    given, taken = set(permissions) - before, before - set(permissions)
    ledger.record(
        "people.role_changed",
        _Of(own, by.company),
        by=by,
        at=now,
        role=own.title,
        gives=_words(given),
        takes=_words(taken),
    )
    for post in bearers:  # a line each, by which what was kept of them is read anew
        ledger.record("people.role_bears", post, by=by, at=now, person=post.staff.person, name=post.staff.name,
                      role=own.title)  # fmt: skip
    return own


def check_edit(
    role: Role, *, title: str, description: str, permissions: Collection[str], version: int, by: Staff
) -> None:
    """Whether the role may say this now; raises as `edit`, and writes nothing: asked before what it does is shown, too."""
    rules.check_may_edit(by, company_id=by.company_id)
    rules.check_stands(role)
    rules.check_version(queries.number(role, by.company_id), version)
    rules.check_says(title, description, permissions)
    rules.check_gives_own(by, set(permissions) - set(role.permissions))
    rules.check_someone_edits(queries.posts(by.company_id), role, permissions)
    _check_title(role, title, by)


@transaction.atomic
def copy(role: Role, *, title: str, by: Staff, now: datetime) -> Role:
    """A new role of the company that begins as this one; nobody bears it yet. Raises as `edit` does."""
    rules.check_may_edit(by, company_id=by.company_id)
    _hold(by)
    rules.check_says(title, role.description, role.permissions)
    rules.check_gives_own(by, role.permissions)
    _check_title(None, title, by)
    made = Role(company_id=by.company_id, code=f"own-{codes.fresh(8).lower()}")
    _say(made, title, kept(role.description), role.permissions)
    _keep_version(made, by, now)
    ledger.record("people.role_made", _Of(made, by.company), by=by, at=now, role=made.title, of=kept(role.title))
    return made


@transaction.atomic
def retire(role: Role, *, by: Staff, now: datetime) -> Role:
    """Nobody can be given it any more. Raises NotNow, naming them, while somebody bears it; done before, it stays done.

    Of a common role the company's own stand-in is retired: elsewhere it goes on.
    """
    rules.check_may_edit(by, company_id=by.company_id)
    _hold(by)
    if role.company_id and role.retired_at:
        return role
    rules.check_not_borne(role, queries.bearers(role, by.company_id))
    own = role
    if not role.company_id:
        own = Role(company_id=by.company_id, code=role.code)
        _say(own, kept(role.title), kept(role.description), role.permissions)
        _keep_version(own, by, now)
    own.retired_at = now
    own.save(update_fields=["retired_at"])
    ledger.record("people.role_retired", _Of(own, by.company), by=by, at=now, role=own.title)
    return own


class _Of:
    """A role as the subject of a line: the company's, though the row may be anyone's."""

    def __init__(self, role: Role, company: Company):
        self.pk, self._meta, self.where, self._title = role.pk, role._meta, company.where, role.title

    def __str__(self) -> str:
        return self._title


def _hold(by: Staff) -> None:
    """One editing of a company's roles at a time: of two, the second sees what the first left."""
    Company.objects.select_for_update().get(pk=by.company_id)


def _check_title(role: Role | None, title: str, by: Staff) -> None:
    others = queries.of_company(by.company).exclude(pk=role.pk if role else 0)
    rules.check_new_title(title, [kept(one.title) for one in others])


def _say(role: Role, title: str, description: str, permissions: Collection[str]) -> None:
    role.title, role.description = title.strip(), description.strip()
    role.permissions = [name for name in rules.SAID if name in set(permissions)]
    role.save()


def _keep_version(role: Role, by: Staff, now: datetime) -> None:
    RoleVersion.objects.create(
        company_id=by.company_id, role=role, number=queries.number(role, by.company_id) + 1, title=role.title,
        description=role.description, permissions=role.permissions, by=by, at=now,
    )  # fmt: skip


def _words(names: Collection[str]) -> str:
    return "、".join(kept(said) for name, said in rules.SAID.items() if name in names)
