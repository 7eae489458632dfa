"""The tables of states (law 5) of people's wishes about their data, and of the changes of a home.

docs/states is generated from these rows, the checks read them, and the tests walk all of them.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiwei.people.models import TransferState as T
from xiwei.people.models import WishKind
from xiwei.people.models import WishState as W
from xiwei.shared.moves import Move, by_verb


class Party(StrEnum):
    """Who makes a move here."""

    ONESELF = "oneself"
    KEEPER = "keeper"
    DIRECTOR = "director"
    CLOCK = "clock"


PARTY_NAMES = {
    Party.ONESELF: _("本人"),
    Party.KEEPER: _("登记住户的工作人员"),
    Party.DIRECTOR: _("小区主任"),
    Party.CLOCK: _("系统"),
}

WISH_MOVES = [
    Move("withdraw", _("撤回"), (W.ASKED,), W.WITHDRAWN, (Party.ONESELF,), "people.wish_withdrawn"),
    Move("grant", _("同意抹去"), (W.ASKED,), W.GRANTED, (Party.DIRECTOR,), "people.erasure_granted"),
    Move("refuse", _("不同意"), (W.ASKED,), W.REFUSED, (Party.KEEPER, Party.DIRECTOR), "people.wish_refused"),
    Move("correct", _("已更正"), (W.ASKED,), W.DONE, (Party.KEEPER, Party.DIRECTOR), "people.wish_done"),
    Move("finish", _("抹去"), (W.GRANTED,), W.DONE, (Party.CLOCK,), "people.wish_done"),
]
# What either kind of wish alone can come to.
WISH_OF = {"correct": WishKind.CORRECT, "grant": WishKind.ERASE, "finish": WishKind.ERASE}

TRANSFER_MOVES = [
    Move(
        "take_effect", pgettext_lazy("a change of a home", "生效"), (T.PLANNED,), T.DONE, (Party.KEEPER, Party.CLOCK),
        "people.transferred",
    ),
    Move("cancel", _("取消"), (T.PLANNED,), T.CANCELLED, (Party.KEEPER,), "people.transfer_cancelled"),
    Move("halt", _("没有办成"), (T.PLANNED,), T.HALTED, (Party.CLOCK,), "people.transfer_halted"),
    Move("undo", _("撤销"), (T.DONE,), T.UNDONE, (Party.DIRECTOR,), "people.transfer_undone"),
]  # fmt: skip

MOVES = {"wish": WISH_MOVES, "transfer": TRANSFER_MOVES}
WISH = by_verb(WISH_MOVES)
TRANSFER = by_verb(TRANSFER_MOVES)
