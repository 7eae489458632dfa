"""What standards does of itself when the ground grows."""

import pytest

from tests.cast import NOW
from xiwei.estate import actions as estate
from xiwei.ledger.models import SYSTEM, Fact
from xiwei.ledger.registry import hear
from xiwei.standards.models import Hours, MenuItem

pytestmark = pytest.mark.django_db


def carry() -> None:
    """As the worker does, each fact once."""
    for fact in Fact.objects.filter(listener__startswith="xiwei.standards."):
        hear(fact.kind, fact.listener, data=fact.data, at=fact.at)


def test_a_founded_company_gets_its_menu_and_an_opened_project_its_hours():
    company = estate.found_company(code="xinghe", name="星河物业", by=SYSTEM, now=NOW)
    project = estate.open_project(company, code="XH", name="星河湾", kind="residential", by=SYSTEM, now=NOW)
    for _ in range(2):
        carry()
    assert MenuItem.objects.filter(company=company).count() >= 120
    assert list(Hours.objects.filter(project=project).values_list("weekday", "opens", "closes")) == [
        (weekday, 510, 1080) for weekday in range(6)
    ]
