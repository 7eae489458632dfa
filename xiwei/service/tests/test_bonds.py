"""What becomes of an open matter of those who leave, by whose cost it is."""

import pytest

from xiwei.people import bonds
from xiwei.service.models import Ticket
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


@pytest.mark.parametrize(
    ("kind", "price_fen", "setting", "quoted_fen", "state", "first"),
    [
        ("repair", 0, "home", None, "received", "carry"),  # 户内水管渗漏
        ("repair", 0, "public", None, "in_progress", "carry"),  # 屋面外墙渗漏
        ("repair", 8000, "public", None, "received", "carry"),  # a common part is nobody's own cost
        ("repair", 4000, "home", None, "received", "settle"),  # 灯具安装
        ("repair", 1500, "either", None, "promised", "settle"),
        ("help", 12000, "home", None, "received", "settle"),  # 家庭灭蟑
        ("repair", 0, "home", 6000, "received", "settle"),  # parts were quoted
        ("repair", 0, "home", None, "waiting", "keep"),
        ("help", 0, "home", None, "received", "keep"),
        ("complaint", 0, "home", None, "received", "keep"),
    ],
)
def test_what_becomes_of_a_matter_first_is_by_whose_cost_it_is(w, kind, price_fen, setting, quoted_fen, state, first):
    ticket = make.ticket(w)
    ticket.item.price_fen, ticket.item.setting = price_fen, setting
    ticket.item.save()
    ticket.orders.update(quoted_fen=quoted_fen)
    Ticket.objects.filter(pk=ticket.pk).update(kind=kind, state=state)
    (matter,) = bonds.open_of(w.household)
    assert (matter.fates[0], "自费" in matter.said) == (first, first == "settle")
    assert ("carry" in matter.fates) == (first == "carry")
