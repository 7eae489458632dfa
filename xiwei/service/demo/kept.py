"""What is known of people in the demo: consents asked and answered, looks by those who serve, one at night that stands out."""

from datetime import datetime, timedelta

from django.db import transaction

from xiwei.ledger.models import SYSTEM
from xiwei.people.actions import consents, looks, oddities, wishes
from xiwei.people.models import Oddity, Person, Staff
from xiwei.people.queries import consents as queries
from xiwei.people.stated import CALL_BACK, SPECIAL_CARE
from xiwei.service.demo.ground import Home, Site, World

USUAL = [(46, 10, 15), (19, 15, 40), (5, 9, 25)]  # days ago, at what o'clock 赵敏 opened 王芳's page


@transaction.atomic
def settle(world: World) -> None:
    """Texts for both companies; then what was answered, looked at and asked in 翠湖花园."""
    for company in (world.cuihu, world.anju):
        consents.publish_drafts(company, by=SYSTEM, now=company.founded_at + timedelta(days=2))
    site, wang_fang = world.sites["CH"], world.cast["wang_fang"]
    home = next(one for one in site.homes if one.contact.pk == wang_fang.pk)
    _answers(site, wang_fang, world.scale.today - timedelta(days=60, hours=-20))
    _usual(world, site.staff["butler1"], home)
    _at_night(world, site, site.staff["butler4"], nights_ago=13, word="3 栋半夜往下漏水，挨户打电话找漏点")
    _at_night(world, site, site.staff["butler4"], nights_ago=2, word="")
    wishes.ask_correction(
        wang_fang, home.household, words="登记的入住年份不对，应该是前一年的秋天",
        by=wang_fang, now=world.scale.now - timedelta(hours=26),
    )  # fmt: skip


def _answers(site: Site, person: Person, at: datetime) -> None:
    """王芳 agreed to two and has not answered about text messages."""
    for code in (CALL_BACK, SPECIAL_CARE):
        text = queries.latest_text(site.company.pk, code)
        assert text is not None, "published just before"
        consents.answer(person, text, given=True, by=person, now=at)


def _usual(world: World, butler: Staff, home: Home) -> None:
    for days, hour, minute in USUAL:
        at = world.scale.today - timedelta(days=days) + timedelta(hours=hour, minutes=minute)
        looks.look_at(home.household, what="住户页", by=butler, now=at)
    looks.show_phone(home.contact, reason="上门前确认", by=butler, now=at + timedelta(minutes=4))


def _at_night(world: World, site: Site, butler: Staff, *, nights_ago: int, word: str) -> None:
    """Some homes of another's, opened between one and two at night, off shift."""
    night = world.scale.today - timedelta(days=nights_ago) + timedelta(hours=1, minutes=38)
    for nth, home in enumerate(site.homes[4:19:5]):
        looks.look_at(home.household, what="住户页", by=butler, now=night + timedelta(minutes=3 * nth))
    oddities.notice(butler.pk, site.project.pk, now=night + timedelta(hours=1))
    if word:
        for one in Oddity.objects.filter(staff=butler, explained_at=None):
            oddities.explain(one, word=word, by=site.director, now=night + timedelta(hours=9))
