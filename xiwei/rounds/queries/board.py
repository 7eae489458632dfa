"""Find a day's board: every round with how far it is, what nobody walks, what was missed, what is doubtful (A2)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from xiwei.estate.models import Project
from xiwei.people import certificates
from xiwei.people.models import Post, Staff
from xiwei.people.queries.who import Who
from xiwei.rounds.models import DayPlan, Round, RoundState, Stop, StopState
from xiwei.rounds.queries import staffing
from xiwei.rounds.rules import permissions
from xiwei.rounds.rules.moves import OPEN_ROUNDS
from xiwei.rounds.rules.routes import LINES
from xiwei.rounds.rules.sharing import Worker
from xiwei.rounds.saying import said_time
from xiwei.shared.tongue import Said, joined

OPEN_STOPS = (StopState.WAITING, StopState.MISSED, StopState.SKIPPED)
UNSETTLED = (StopState.MISSED, StopState.SKIPPED)


@dataclass
class Hand:
    """One who could be given a round: whether they are at work then, what they walk that day, which certificates they lack."""

    staff: Staff
    at_work: bool
    minutes: int
    lacks: list[str]

    @property
    def says(self) -> str:
        """在班 · 当天 45 分钟."""
        presence = gettext("在班") if self.at_work else gettext("不在班")
        return gettext("{presence} · 当天 {time}").format(presence=presence, time=said_time(self.minutes))


@dataclass
class Hands:
    """Those who may walk a round, the likeliest first; and those who lack a certificate that it takes."""

    able: list[Hand] = field(default_factory=list)
    lacking: list[Hand] = field(default_factory=list)

    @property
    def says(self) -> str:
        """曾志远、田长林没有所需的消防设施操作员证（中级）; "" where nobody lacks any."""
        if not self.lacking:
            return ""
        kinds = dict.fromkeys(name for hand in self.lacking for name in hand.lacks)
        return gettext("{names}没有所需的{certificates}，不能派").format(
            names=joined(hand.staff.name for hand in self.lacking), certificates=joined(kinds)
        )


@dataclass
class Row:
    """One round of the day as the board shows it."""

    round: Round
    points: int = 0
    done: int = 0
    unsettled: list[Stop] = field(default_factory=list)
    hands: Hands = field(default_factory=Hands)
    late: bool = False  # it should have begun

    @property
    def unmanned(self) -> bool:
        return self.round.worker_id is None and self.round.state in OPEN_ROUNDS

    @property
    def told(self) -> list[tuple[Stop, list[str]]]:
        """What was missed or skipped, once for what is alike (a standard, a state, a note), with the places."""
        alike: dict[tuple[str, str, str], tuple[Stop, list[str]]] = {}
        for stop in self.unsettled:
            alike.setdefault((stop.code, stop.state, stop.note), (stop, []))[1].append(str(stop.spot))
        return list(alike.values())

    @property
    def over(self) -> bool:
        """Whether nothing is left to do or to settle."""
        return self.round.state in (RoundState.DONE, RoundState.SETTLED, RoundState.DROPPED)

    @property
    def movable(self) -> bool:
        """Whether it can be handed over."""
        return self.round.state in OPEN_ROUNDS


@dataclass
class Board:
    """A project's day."""

    rows: list[Row]
    planned_at: datetime | None  # when the day was planned last

    @property
    def unmanned(self) -> list[Row]:
        return [row for row in self.rows if row.unmanned]

    @property
    def unsettled(self) -> list[Row]:
        return [row for row in self.rows if row.unsettled]

    @property
    def missed(self) -> int:
        """How many stops are missed or skipped, and not yet made up for or signed off."""
        return sum(len(row.unsettled) for row in self.rows)

    @property
    def standing(self) -> list[Row]:
        """Those that are walked at all."""
        return [row for row in self.rows if row.round.state != RoundState.DROPPED]

    @property
    def over(self) -> int:
        """How many rounds have nothing left to do."""
        return sum(row.round.state in (RoundState.DONE, RoundState.SETTLED) for row in self.rows)

    @property
    def points(self) -> int:
        return sum(row.points for row in self.standing)

    @property
    def done(self) -> int:
        return sum(row.done for row in self.standing)

    @property
    def lines(self) -> list[tuple[str, Said, list[Row], list[Row]]]:
        """By line, in the order of the lines: what nobody walks first, then what fell short, then by time; and what is over."""
        found = {line: sorted((row for row in self.rows if row.round.line == line), key=_rank) for line, _ in LINES}
        return [
            (line, label, [row for row in found[line] if not row.over], [row for row in found[line] if row.over])
            for line, label in LINES if found[line]
        ]  # fmt: skip


def _rank(row: Row) -> tuple[bool, bool, datetime, int]:
    return not row.unmanned, not row.unsettled, row.round.starts_at, row.round.pk


def project_for(who: Who, pk: int) -> Project:
    """A project whose rounds one sees. Raises Project.DoesNotExist for a stranger, NotAllowed without the right."""
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    permissions.check_may_see(staff, project)
    return project


def day_board(project: Project, day: date, *, now: datetime) -> Board:
    """The day: a dozen queries at most, however many rounds there are."""
    rounds = (
        Round.objects.filter(project=project, day=day).select_related("route", "worker").order_by("starts_at", "pk")
    )
    rows = {one.pk: Row(one, late=one.state == RoundState.PLANNED and one.starts_at < now) for one in rounds}
    _count(project, day, rows)
    board = Board(list(rows.values()), _planned_at(project, day))
    if board.unmanned:
        workers, needed = staffing.workers(project, day), _certificates(board.unmanned)
        for row in board.unmanned:
            row.hands = _hands(row.round, workers.get(row.round.line, []), _minutes(row.round for row in board.rows),
                               needed[row.round.pk])  # fmt: skip
    return board


def _planned_at(project: Project, day: date) -> datetime | None:
    return DayPlan.objects.filter(project=project, day=day).values_list("planned_at", flat=True).first()


def _of_day(project: Project, day: date) -> QuerySet[Stop]:
    return Stop.objects.filter(round__project=project, round__day=day)


def _count(project: Project, day: date, rows: dict[int, Row]) -> None:
    points: dict[int, dict[int, bool]] = defaultdict(dict)
    counted = _of_day(project, day).exclude(state=StopState.DROPPED).order_by()
    for round_id, position, state in counted.values_list("round_id", "position", "state"):
        points[round_id][position] = points[round_id].get(position, True) and state not in OPEN_STOPS
    for pk, done in points.items():
        rows[pk].points, rows[pk].done = len(done), sum(done.values())
    left = _of_day(project, day).filter(state__in=UNSETTLED).order_by("round__starts_at", "round_id", "position", "pk")
    for stop in left.select_related("standard", "place", "equipment", "by"):
        rows[stop.round_id].unsettled.append(stop)


def _certificates(rows: Collection[Row]) -> dict[int, set[str]]:
    """By round, what whoever walks it must hold."""
    made: dict[int, set[str]] = {row.round.pk: set() for row in rows}
    waiting = Stop.objects.filter(round__in=list(made), state=StopState.WAITING).exclude(standard__certificate="")
    for pk, code in waiting.order_by().values_list("round_id", "standard__certificate").distinct():
        made[pk].add(code)
    return made


def _minutes(rounds: Iterable[Round]) -> dict[int, int]:
    """By staff, the minutes of these rounds that are theirs."""
    made: dict[int, int] = defaultdict(int)
    for one in rounds:
        if one.worker_id and one.state != RoundState.DROPPED:
            made[one.worker_id] += one.minutes
    return made


def _hands(one: Round, workers: Sequence[Worker], minutes: dict[int, int], needed: set[str]) -> Hands:
    found = [
        Hand(
            worker.staff, worker.present(one.starts_at), minutes.get(worker.staff.pk, 0),
            [certificates.name_of(code) for code in sorted(needed - set(worker.certificates))],
        )
        for worker in workers if worker.staff.pk != one.worker_id
    ]  # fmt: skip
    found.sort(key=lambda hand: (not hand.at_work, hand.minutes, hand.staff.pk))
    return Hands([hand for hand in found if not hand.lacks], [hand for hand in found if hand.lacks])


def hands_for(one: Round) -> Hands:
    """Whom a round can be given to: who is at work then and has the least that day comes first."""
    rounds = Round.objects.filter(project_id=one.project_id, day=one.day, worker__isnull=False)
    workers = staffing.workers(one.project, one.day).get(one.line, [])
    return _hands(one, workers, _minutes(rounds), _certificates([Row(one)])[one.pk])


def doubtful(project: Project, day: date) -> QuerySet[Stop]:
    """What was done that day and has a doubt, in the order it was done."""
    rows = _of_day(project, day).exclude(doubts=[]).filter(at__isnull=False)
    return rows.select_related("round__route", "standard", "place", "equipment", "by").order_by("at", "pk")


def round_to_plan(who: Who, pk: int) -> Round:
    """A round whose project's rounds one sees: as `project_for`."""
    found = Round.objects.select_related("route", "project__company", "worker__person").get(pk=pk)
    staff = who.staff_in(found.company_id)
    if staff is None:
        raise Round.DoesNotExist
    permissions.check_may_see(staff, found.project)
    return found


def stops_of(one: Round) -> list[Stop]:
    """Every stop of a round, in the order one walks."""
    rows = Stop.objects.filter(round=one).select_related("standard", "place", "equipment", "by")
    return list(rows.order_by("position", "pk"))


def unsettled_of(one: Round) -> list[Stop]:
    """What of a round was missed or skipped, and waits to be made up for or signed off."""
    return [stop for stop in stops_of(one) if stop.state in UNSETTLED]


def count_staff(project: Project) -> dict[str, int]:
    """By line, how many serve it in the project now."""
    here = Q(project=project) | Q(project__isnull=True, company_id=project.company_id)
    rows = Post.objects.filter(here, until__isnull=True, staff__left_on__isnull=True).order_by()
    return dict(rows.values_list("line").annotate(people=Count("staff_id", distinct=True)))
