"""The tables of states (law 5): every move of a round and of a stop, and who may make it. docs/states is drawn from them."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.people import certificates
from xiwei.people.models import Staff
from xiwei.rounds.models import CheckState as K
from xiwei.rounds.models import Round, RoundState, Stop
from xiwei.rounds.models import RoundState as R
from xiwei.rounds.models import StopState as S
from xiwei.rounds.rules.permissions import serves
from xiwei.shared.moves import Move, by_verb
from xiwei.shared.refusals import BadInput, NotNow
from xiwei.shared.tongue import joined


class Party(StrEnum):
    """What someone is to planned work."""

    CHECKER = "checker"
    ANSWERING = "answering"

    WORKER = "worker"
    PLANNER = "planner"
    CLOCK = "clock"


PARTY_NAMES = {
    Party.CHECKER: _("抽查的人"),
    Party.ANSWERING: _("整改责任人"),
    Party.WORKER: _("本线的工作人员"),
    Party.PLANNER: _("小区主任"),
    Party.CLOCK: _("系统"),
}
OPEN_ROUNDS = (R.PLANNED, R.BEGUN)

ROUND_MOVES = [
    Move(
        "hand_over", _("换人"), OPEN_ROUNDS, None, (Party.PLANNER, Party.CLOCK), "rounds.handed_over",
        notice="改由{to}去：{reason}",
    ),
    Move(
        "move", _("改时间"), (R.PLANNED,), None, (Party.PLANNER, Party.CLOCK), "rounds.moved",
        notice="改到{moment}：{reason}",
    ),
    Move("begin", _("开始"), (R.PLANNED,), R.BEGUN, (Party.WORKER,), "rounds.begun"),
    Move("end", _("做完"), (R.BEGUN,), R.DONE, (Party.WORKER, Party.CLOCK), "rounds.ended"),
    Move(
        "fall_short", _("到时没做完"), OPEN_ROUNDS, R.SHORT, (Party.CLOCK,), "rounds.fell_short",
        notice="漏了{count}处",
    ),
    Move("settle", _("漏项了结"), (R.SHORT,), R.SETTLED, (Party.WORKER, Party.PLANNER), "rounds.settled"),
    Move(
        "drop", _("取消"), (R.PLANNED,), R.DROPPED, (Party.PLANNER, Party.CLOCK), "rounds.dropped",
        notice="取消：{reason}",
    ),
]  # fmt: skip

STOP_MOVES = [
    Move("do", _("做完"), (S.WAITING, S.SKIPPED), S.DONE, (Party.WORKER,), "rounds.stop_done"),
    Move(
        "hear", _("按时做了，后来才传到"), (S.MISSED,), S.DONE, (Party.WORKER,), "rounds.stop_done",
        "手机上的时刻在限时以内的，算按时",
    ),
    Move(
        "make_up", _("补做"), (S.WAITING, S.MISSED, S.SKIPPED), S.MADE_UP, (Party.WORKER,), "rounds.stop_made_up",
        "过了限时才做的",
    ),
    Move("skip", _("没做成"), (S.WAITING, S.MISSED), S.SKIPPED, (Party.WORKER,), "rounds.stop_skipped"),
    Move("miss", _("漏做"), (S.WAITING,), S.MISSED, (Party.CLOCK,), "rounds.fell_short"),
    Move("excuse", _("签认"), (S.MISSED, S.SKIPPED), S.EXCUSED, (Party.PLANNER,), "rounds.stop_excused"),
    Move("drop", _("取消"), (S.WAITING,), S.DROPPED, (Party.PLANNER, Party.CLOCK), "rounds.stops_dropped"),
]  # fmt: skip

CHECK_MOVES = [
    Move(
        "answer", _("整改好了"), (K.OPEN,), K.ANSWERED, (Party.ANSWERING, Party.PLANNER), "rounds.check_answered",
        notice="已整改，请复查：{answer}",
    ),
    Move("close", _("复查合格"), (K.ANSWERED,), K.CLOSED, (Party.CHECKER,), "rounds.check_closed"),
    Move(
        "send_back", _("还没整改好"), (K.ANSWERED,), K.OPEN, (Party.CHECKER,), "rounds.check_sent_back",
        notice="还没整改好：{reason}",
    ),
]  # fmt: skip

ROUND_VERBS, STOP_VERBS = by_verb(ROUND_MOVES), by_verb(STOP_MOVES)
CHECK_VERBS = by_verb(CHECK_MOVES)
# What of a stop counts as settled: its round has nothing left to do or to explain.
SETTLED = (S.DONE, S.MADE_UP, S.EXCUSED, S.DROPPED)


def check_open(of: Round) -> None:
    """Raises NotNow for a round that is over or dropped."""
    if of.state not in OPEN_ROUNDS:
        raise NotNow(gettext("这一趟已经{state}，不能再改。").format(state=of.get_state_display()))


def check_given_to(staff: Staff, of: Round) -> None:
    """Raises BadInput for one who does not serve the line there, and NotNow for whose it is already."""
    if staff.company_id != of.company_id or not serves(staff, of):
        raise BadInput(gettext("{name}不在这条线上，请换一个人。").format(name=staff.name))
    if staff.pk == of.worker_id:
        raise NotNow(gettext("这一趟已经是{name}的了。").format(name=staff.name))


def check_holds(staff: Staff, needed: Collection[str], held: Collection[str]) -> None:
    """Raises BadInput where what is left of a round takes a certificate they have not, or whose time is over (B12)."""
    if lacking := sorted(set(needed) - set(held)):
        raise BadInput(
            gettext("{name}没有在有效期内的{certificates}，这一趟不能派给他（她）。").format(
                name=staff.name, certificates=joined(certificates.name_of(code) for code in lacking)
            )
        )


def check_chosen(stops: Collection[Stop]) -> None:
    """Raises BadInput where none of a round's stops was chosen."""
    if not stops:
        raise BadInput(gettext("请先勾选要签认的。您写的都还在。"))


def check_excusable(stop: Stop) -> None:
    """Raises NotNow for a stop that is neither missed nor skipped."""
    if stop.state not in STOP_VERBS["excuse"].before:
        raise NotNow(
            gettext("“{spot}”现在是{state}，不用签认。").format(spot=stop.spot, state=stop.get_state_display())
        )


def unsettled(left: Mapping[str, int]) -> int:
    """How many stops are neither done, made up for, excused nor dropped, and no longer wait."""
    return sum(left.get(state, 0) for state in (S.MISSED, S.SKIPPED))


def state_of(of: Round, left: Mapping[str, int]) -> RoundState | None:
    """The state a begun or short round goes to by what its stops are now; None where it stays."""
    if left.get(S.WAITING):
        return None
    if unsettled(left):
        return R.SHORT if of.state in OPEN_ROUNDS else None
    if of.state == R.SHORT:
        return R.SETTLED
    return R.DONE if of.state in OPEN_ROUNDS else None
