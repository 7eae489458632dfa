"""The services we wrote have English names beside the Chinese ones; what a company named itself keeps its own."""

import re

import pytest
from django.test import Client
from django.utils import translation

from xiwei.service.tests import make
from xiwei.shared import tongue
from xiwei.standards import catalogue
from xiwei.standards.actions import fill_company
from xiwei.standards.models import MenuItem

HAN = re.compile(r"[\u3400-\u9fff]")


def test_every_item_has_an_english_name_of_its_own():
    names = catalogue.english_names()
    assert len(names) == len(catalogue.items()) == len(set(names.values()))
    assert [name for name in names.values() if HAN.search(name) or not 3 <= len(name) <= 45] == []


def test_a_name_is_read_in_the_reader_s_tongue_and_an_unknown_one_as_it_stands():
    with translation.override("en"):
        assert (tongue.named("水管爆裂抢修"), tongue.named("我们自己的项目")) == ("Burst pipe", "我们自己的项目")
    assert tongue.named("水管爆裂抢修") == "水管爆裂抢修"


def read(person, address, language):
    person.language = language
    person.save()
    client = Client()
    client.force_login(person)
    return client.get(address).content.decode()


@pytest.mark.django_db
def test_the_menu_and_a_ticket_are_read_by_it_and_a_renamed_item_by_its_own():
    w = make.world()
    fill_company(w.company, by=w.staff_he, now=w.now)
    burst = MenuItem.objects.get(company=w.company, code="R-PIPE-BURST")
    MenuItem.objects.filter(company=w.company, code="R-TAP").update(name="翠湖龙头")
    ticket = make.ticket(w, item=burst)
    english = [
        read(w.wang_fang, address, "en") for address in (f"/t/{ticket.pk}/", "/menu/R-PIPE-BURST/", "/my/tickets/")
    ]
    assert ["Burst pipe" in page for page in english] == [True] * 3
    assert ["水管爆裂抢修" in re.sub(r"<blockquote.*?</blockquote>", "", page) for page in english] == [False] * 3
    assert "翠湖龙头" in read(w.wang_fang, "/menu/R-TAP/", "en")
    assert "水管爆裂抢修" in read(w.wang_fang, f"/t/{ticket.pk}/", "zh-hans")


def test_what_the_common_menu_says_of_its_prices_is_read_in_english_by_whoever_reads_it():
    said = catalogue.english_prices()
    common = {item["price_unit"] for item in catalogue.items()} | {item["price_note"] for item in catalogue.items()}
    assert [words for words in said.values() if HAN.search(words)] == []
    assert {words for words in said if "住户" not in words} <= common


@pytest.mark.django_db
def test_a_service_s_page_says_its_day_its_price_and_what_goes_with_it_in_english():
    w = make.world()
    fill_company(w.company, by=w.staff_he, now=w.now)
    page = read(w.wang_fang, "/menu/R-VALVE/", "en")
    assert "Labour is free; parts by the posted price list" in page
    assert "in use since 21 Sep 2026" in page
    assert ["Tap repair or replacement" in page, "龙头维修更换" in page] == [True, False]
    assert "yuan/m²" in read(w.wang_fang, "/menu/?line=repair", "en")
