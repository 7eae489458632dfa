"""The first day: from nothing to a company whose manager can open a project."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from xiwei.estate.models import Company
from xiwei.people.models import Person, Role, Staff
from xiwei.people.queries.who import who
from xiwei.shared import moment
from xiwei.standards.models import Holiday, MenuItem, TimePromise

pytestmark = pytest.mark.django_db
ASKED = {
    "code": "xinghe",
    "name": "星河物业服务有限公司",
    "manager_name": "何经理",
    "phone": "13912340001",
    "city": "滨海",
}


def found(**changed):
    call_command("found_company", **ASKED | changed, stdout=StringIO())


def test_a_company_is_founded_with_all_it_needs(capsys):
    found()
    company = Company.objects.get(code="xinghe")
    manager = Staff.objects.get(company=company)
    assert (company.city, manager.name, manager.person.phone) == ("滨海", "何经理", "13912340001")
    assert who(manager.person, day=timezone.localdate(moment.now())).faces == ["company", "director", "butler"]
    assert MenuItem.objects.filter(company=company).count() >= 120
    assert TimePromise.objects.filter(company=company).count() > 0
    assert Holiday.objects.filter(date="2026-10-01", works=False).exists()
    assert "星河物业服务有限公司已建档" in capsys.readouterr().out


def test_a_second_company_shares_roles_and_calendar():
    found()
    roles, holidays = Role.objects.count(), Holiday.objects.count()
    found(code="anju", name="安居物业", phone="13912340002")
    assert (Role.objects.count(), Holiday.objects.count()) == (roles, holidays)


@pytest.mark.parametrize("wrong", [{"phone": "12"}, {"code": "X Y"}, {"name": " "}, {"manager_name": ""}])
def test_what_cannot_be_kept_is_said_and_leaves_nothing(wrong):
    with pytest.raises(CommandError):
        found(**wrong)
    assert (Company.objects.count(), Person.objects.count(), Role.objects.count()) == (0, 0, 0)


def test_the_same_company_is_not_founded_twice():
    found()
    with pytest.raises(CommandError, match="xinghe"):
        found(phone="13912340002")


def test_roles_are_loaded_again_without_change(capsys):
    call_command("load_roles")
    before = list(Role.objects.values())
    Role.objects.filter(code="guard").update(title="改坏了")
    call_command("load_roles")
    assert list(Role.objects.values()) == before
    assert "秩序维护员" in capsys.readouterr().out


def test_the_manager_of_a_new_company_lands_where_the_first_project_begins(client):
    found()
    client.force_login(Person.objects.get(phone="13912340001"))
    response = client.get("/", follow=True)
    assert [where for where, _ in response.redirect_chain] == ["/company/", "/projects/"]
    assert "从第一个小区开始" in response.content.decode()
