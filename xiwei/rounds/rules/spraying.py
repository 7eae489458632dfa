"""May it be sprayed, or cut by machine, here and then? Every reason against it, each in a sentence (B10). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext

from xiwei.rounds.models import GreenWork, WeatherKind, WorkKind, WorkState
from xiwei.rounds.plants import Pest
from xiwei.shared.refusals import BadInput, NotNow

SPRAYING = "G-SPRAY-DO"  # the standard whose certificate a sprayer must hold
SCHOOL_RUN = ((time(7, 0), time(8, 30)), (time(16, 0), time(18, 0)))
QUIET = ((time(0, 0), time(8, 0)), (time(12, 0), time(14, 0)), (time(20, 0), time.max))
LONGEST = timedelta(hours=8)
FURTHEST = timedelta(days=30)
WEAKEST, STRONGEST = (
    1.5,
    0.8,
)  # of the dilution the plant ledger gives: 1.5 times as thin, 0.8 times: a quarter stronger
LITRES_PER_PLANT, LITRES_PER_M2 = 20, 1
MOST_LITRES = 2000
BAD_FOR: dict[str, tuple[str, ...]] = {
    WorkKind.SPRAY: (WeatherKind.RAIN, WeatherKind.STORM, WeatherKind.SNOW, WeatherKind.HEAT),
    WorkKind.CUT: (WeatherKind.RAIN, WeatherKind.STORM, WeatherKind.SNOW),
}


@dataclass(frozen=True)
class Span:
    """From one moment to another, with the words for it: a warning of weather, another spraying's safe interval."""

    starts: datetime
    ends: datetime
    words: str
    kind: str = ""

    def meets(self, starts: datetime, ends: datetime) -> bool:
        """Whether the two have a moment in common."""
        return self.starts < ends and starts < self.ends


@dataclass(frozen=True)
class Plan:
    """A spraying or cutting as it is wanted, in local time."""

    kind: str
    starts: datetime
    ends: datetime
    noticed: datetime  # when residents are told
    by_machine: bool = True
    dilution: int | None = None
    litres: int | None = None
    wanted: Pest | None = None  # the remedy of the plant ledger, for a spraying

    @property
    def safe_until(self) -> datetime:
        """When people and pets may come again."""
        return self.ends + timedelta(hours=self.wanted.safe_hours if self.wanted and self.kind == WorkKind.SPRAY else 0)


@dataclass(frozen=True)
class Ground:
    """What bears on it at the place: other works, weather, children's ways, how much grows there, the certificate."""

    others: Sequence[Span] = ()  # kind: of the work
    weather: Sequence[Span] = ()  # kind: of the weather
    children: bool = False  # a playground or a gate is here or in the same building, or it is a school
    count: int | None = None
    area: int | None = None
    certificate: str = ""  # its name, where the company's standard wants one
    certified: bool = True


Reason = tuple[str, str]


def check(plan: Plan, ground: Ground) -> None:
    """Raises BadInput or NotNow with every reason against it."""
    if wrong := [said for _code, said in _shape(plan)]:
        raise BadInput("".join(wrong))
    if wrong := [said for _code, said in _mixture(plan, ground)]:
        raise BadInput("".join(wrong))
    if against := [said for _code, said in _time(plan, ground)]:
        raise NotNow(gettext("没有安排，也没有发公告：") + "".join(against))


def reasons(plan: Plan, ground: Ground) -> list[str]:
    """The codes of all reasons against it."""
    return [code for code, _said in [*_shape(plan), *_mixture(plan, ground), *_time(plan, ground)]]


def _shape(plan: Plan) -> Iterator[Reason]:
    if plan.kind not in WorkKind.values:
        yield "kind", gettext("请选打药还是机械修剪。")
    if plan.ends <= plan.starts or plan.ends - plan.starts > LONGEST:
        yield "span", gettext("结束要晚于开始，一次最长 8 小时。")
    if plan.starts <= plan.noticed:
        yield "past", gettext("开始的时间已经过了，请往后排。")
    elif plan.starts - plan.noticed > FURTHEST:
        yield "far", gettext("最多提前 30 天安排。")


def _mixture(plan: Plan, ground: Ground) -> Iterator[Reason]:
    if plan.kind != WorkKind.SPRAY:
        return
    if plan.wanted is None or not plan.wanted.pesticide:
        yield "remedy", gettext("植物台账里这种病虫不用打药，请按上面的办法处理。")
        return
    low, high = dilutions(plan.wanted)
    if plan.dilution is None or not low <= plan.dilution <= high:
        yield (
            "dilution",
            gettext("{name}应兑 {wanted} 倍（{low} 到 {high} 倍之间），太浓伤人伤苗，太稀没有用。").format(
                name=plan.wanted.pesticide, wanted=plan.wanted.dilution, low=low, high=high
            ),
        )
    most = most_litres(ground)
    if plan.litres is None or not 1 <= plan.litres <= most:
        yield "litres", gettext("药液用量请在 1 到 {most} 升之间（按这里的株数或面积）。").format(most=most)


def dilutions(pest: Pest) -> tuple[int, int]:
    """The strongest and the weakest that may be mixed, in times."""
    return -(-pest.dilution * 4 // 5), pest.dilution * 3 // 2


def most_litres(ground: Ground) -> int:
    """The most that what grows there can take."""
    if ground.count:
        return min(MOST_LITRES, ground.count * LITRES_PER_PLANT)
    return min(MOST_LITRES, max(1, (ground.area or MOST_LITRES) * LITRES_PER_M2))


def _time(plan: Plan, ground: Ground) -> Iterator[Reason]:
    yield from _notice(plan)
    yield from _school(plan, ground)
    if plan.kind == WorkKind.CUT and any(_touches(plan, hours) for hours in QUIET):
        yield "quiet", gettext("机械修剪声音大，早 8 点前、12 到 14 点、晚 8 点后不做。")
    for one in ground.weather:
        if one.kind in BAD_FOR.get(plan.kind, ()) and one.meets(plan.starts, plan.ends):
            yield "weather", gettext("那段时间有天气提醒（{words}），请等天气过去。").format(words=one.words)
    for one in ground.others:
        if WorkKind.SPRAY in (plan.kind, one.kind) and one.meets(plan.starts, plan.safe_until):
            yield (
                "interval",
                gettext("与这里另一次作业的安全间隔重叠（{words}，到 {end}），请错开。").format(
                    words=one.words, end=said(one.ends)
                ),
            )
    if ground.certificate and not ground.certified:
        yield (
            "certificate",
            gettext("做这件事的人要持有“{name}”，所选的人没有登记或已过期。").format(name=ground.certificate),
        )


def _notice(plan: Plan) -> Iterator[Reason]:
    hours = plan.wanted.beforehand_hours if plan.wanted and plan.kind == WorkKind.SPRAY else 0
    if hours and plan.starts - plan.noticed < timedelta(hours=hours):
        yield (
            "notice",
            gettext("要提前 {hours} 小时告诉住户，最早可排在 {moment}。").format(
                hours=hours, moment=said(plan.noticed + timedelta(hours=hours))
            ),
        )


def _school(plan: Plan, ground: Ground) -> Iterator[Reason]:
    if ground.children and any(_touches(plan, hours) for hours in SCHOOL_RUN):
        yield "school", gettext("这里靠近孩子进出的地方，上学放学时（7:00–8:30、16:00–18:00）不做。")


def _touches(plan: Plan, hours: tuple[time, time]) -> bool:
    """Whether the work has a moment within these hours of any of its days."""
    return any(
        plan.starts < _at(plan, day, hours[1]) and _at(plan, day, hours[0]) < plan.ends for day in _days_of(plan)
    )


def _days_of(plan: Plan) -> Iterable[date]:
    for ahead in range((plan.ends.date() - plan.starts.date()).days + 1):
        yield plan.starts.date() + timedelta(days=ahead)


def _at(plan: Plan, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=plan.starts.tzinfo)


def said(moment: datetime) -> str:
    """A moment as a sentence says it: 9月22日 09:00."""
    return gettext("{month}月{day}日 {time}").format(month=moment.month, day=moment.day, time=f"{moment:%H:%M}")


def check_open(work: GreenWork) -> None:
    """Raises NotNow for one that was done or called off."""
    if work.state != WorkState.PLANNED:
        raise NotNow(gettext("这次作业{state}，不能再改。").format(state=work.get_state_display()))


def check_done_when(work: GreenWork, *, now: datetime) -> None:
    """Raises NotNow before it was to begin."""
    if now < work.starts_at:
        raise NotNow(gettext("还没到公告的开始时间，不能提前做：住户还不知道。"))
