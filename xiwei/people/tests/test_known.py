"""Rows by ids already found stay within the scope, though the company is asked for so that no index begins with it."""

import pytest

from tests.cast import cast
from xiwei.people.models import Staff
from xiwei.shared import scope

pytestmark = pytest.mark.django_db


def ids(found):
    return set(found.values_list("pk", flat=True))


def test_ids_of_another_company_are_not_found_by_naming_them():
    town = cast()
    asked = [town.staff_zhao.pk, town.staff_outsider.pk]
    found = {}
    for companies in ((town.company.pk,), (town.other_company.pk,), (town.company.pk, town.other_company.pk), ()):
        with scope.within(companies):
            found[companies] = ids(Staff.objects.known(pk__in=asked))
    assert list(found.values()) == [{asked[0]}, {asked[1]}, set(asked), set()]


def test_without_a_scope_it_raises_as_every_reading_does():
    cast()
    token = scope._companies.set(None)
    try:
        with pytest.raises(scope.OutOfScope):
            Staff.objects.known(pk__in=[1])
    finally:
        scope._companies.reset(token)
