"""Revise the menu: every change makes a version, and a ticket keeps the one it was promised under (民法典 938)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from xiwei.estate.models import Company
from xiwei.ledger import actions as ledger
from xiwei.shared import tongue
from xiwei.standards import rules
from xiwei.standards.models import MenuItem
from xiwei.standards.queries import menu


@transaction.atomic
def revise_item(item: MenuItem, *, by: rules.By, now: datetime, reason: str, **changed: Any) -> MenuItem:
    """A new version takes over now. Raises BadInput where nothing differs, NotNow for a version already replaced."""
    rules.check_may_manage(by, company_id=item.company_id)
    item = MenuItem.objects.select_for_update().get(pk=item.pk)
    rules.check_current(item)
    rules.check_reason(reason)
    kept = model_to_dict(item, fields=rules.FIELDS)
    changed = {name: value for name, value in changed.items() if kept[name] != value}
    _check(item.company_id, item.code, kept, changed)
    item.until = now
    item.save(update_fields=["until"])
    fresh = MenuItem.objects.create(
        company_id=item.company_id, code=item.code, since=now, version=item.version + 1, **{**kept, **changed}
    )
    menu.WORDS.drop(item.pk)
    menu.WORDS.put(fresh.pk, menu.said_of(fresh))
    ledger.record(
        "standards.item_revised",
        fresh,
        by=by,
        at=now,
        name=fresh.name,
        version=fresh.version,
        fields="、".join(tongue.kept(rules.FIELDS[name]) for name in changed),
        reason=reason.strip(),
    )
    return fresh


@transaction.atomic
def add_item(company: Company, *, code: str, by: rules.By, now: datetime, reason: str, **fields: Any) -> MenuItem:
    """A service the menu had not; a code retired before comes back as its next version."""
    rules.check_may_manage(by, company_id=company.pk)
    rules.check_reason(reason)
    Company.objects.select_for_update().get(pk=company.pk)  # two who add one code come after each other
    last = MenuItem.objects.filter(company=company, code=code).order_by("-version").first()
    rules.check_code(code, last)
    _check(company.pk, code, {}, fields)
    version = last.version + 1 if last else 1
    item = MenuItem.objects.create(company=company, code=code, since=now, version=version, **fields)
    menu.WORDS.put(item.pk, menu.said_of(item))
    ledger.record("standards.item_added", item, by=by, at=now, name=item.name, reason=reason.strip())
    return item


@transaction.atomic
def retire_item(item: MenuItem, *, by: rules.By, now: datetime, reason: str) -> MenuItem:
    """The service is no longer offered; what was promised under it stands."""
    rules.check_may_manage(by, company_id=item.company_id)
    item = MenuItem.objects.select_for_update().get(pk=item.pk)
    rules.check_current(item)
    rules.check_reason(reason)
    item.until = now
    item.save(update_fields=["until"])
    menu.WORDS.drop(item.pk)
    ledger.record("standards.item_retired", item, by=by, at=now, name=item.name, reason=reason.strip())
    return item


@transaction.atomic
def revise_many(
    company: Company, changes: Sequence[rules.Change], *, by: rules.By, now: datetime, reason: str
) -> Company:
    """All the changes of a sheet, or none. Raises NotNow where an item was revised since the sheet was looked through."""
    rules.check_may_manage(by, company_id=company.pk)
    current = {item.code: item for item in menu.items(company.pk)}
    for change in changes:
        rules.check_still(change.code, change.version, current.get(change.code))
    new = [change for change in changes if change.version == 0]
    for change in new:
        # What goes together may be new together: the codes are looked up once all stand.
        fields = {name: value for name, value in change.fields.items() if name != "goes_with"}
        add_item(company, code=change.code, by=by, now=now, reason=reason, **fields)
    _tie(company, new)
    for change in changes:
        if change.version:
            revise_item(current[change.code], by=by, now=now, reason=reason, **change.fields)
    return company


def _tie(company: Company, new: Sequence[rules.Change]) -> None:
    """Give items just made their neighbours: part of their making, so no further version."""
    known = _codes(company.pk)
    for change in new:
        beside = change.fields.get("goes_with", [])
        rules.check_beside(change.code, beside, known)
        MenuItem.objects.filter(company=company, code=change.code, until__isnull=True).update(goes_with=beside)


def _check(company_id: int, code: str, kept: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    rules.check_some(changed)
    rules.check_item({**kept, **changed})
    if "goes_with" in changed:
        rules.check_beside(code, changed["goes_with"], _codes(company_id))


def _codes(company_id: int) -> set[str]:
    return set(menu.items(company_id).values_list("code", flat=True))
