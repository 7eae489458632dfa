"""The nation's calendar comes by command, again and again."""

import pytest
from django.core.management import CommandError, call_command

from xiwei.standards.models import Holiday

pytestmark = pytest.mark.django_db


def test_holidays_are_loaded_once_however_often(capsys):
    call_command("load_holidays")
    before = list(Holiday.objects.values_list("date", "works", "name"))
    call_command("load_holidays")
    assert list(Holiday.objects.values_list("date", "works", "name")) == before
    assert "改动 0 天" in capsys.readouterr().out


def test_another_years_file_changes_only_its_days(tmp_path, capsys):
    call_command("load_holidays")
    count = Holiday.objects.count()
    file = tmp_path / "2030.csv"
    file.write_text("date,kind,name\n2030-01-01,holiday,元旦\n", encoding="utf-8")
    call_command("load_holidays", str(file))
    assert Holiday.objects.count() == count + 1
    assert "改动 1 天" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", ["date,kind,name\n2030-13-01,holiday,元旦\n", "a,b\n1,2\n", "date,kind,name\n2030-01-01,feast,元旦\n"]
)
def test_a_file_nobody_can_read_changes_nothing(tmp_path, content):
    file = tmp_path / "bad.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match="什么也没有改动"):
        call_command("load_holidays", str(file))
    assert Holiday.objects.count() == 0
