"""Find it: which working hours and which lengths of its own another project would bring."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.arrangements import Fate, Row
from xiwei.estate.models import Project
from xiwei.standards import saying
from xiwei.standards.models import TimePromise
from xiwei.standards.queries.timing import hours
from xiwei.standards.rules import Span

# Until a project says otherwise: 08:30 to 18:00 on every weekday but Sunday, in minutes of the local day.
DEFAULT_HOURS = [(weekday, 510, 1080) for weekday in range(6)]


def hours_beside(source: Project, target: Project) -> list[Row]:
    """The source's week, as one arrangement. A target that still has the week all begin with has none of its own."""
    theirs, ours = hours(source.pk), hours(target.pk)
    if not theirs:
        return []
    if theirs == ours:
        fate, why = Fate.STAYS, gettext("这里已经是这样")
    elif ours and ours != DEFAULT_HOURS:
        fate, why = Fate.STAYS, gettext("这里已定为 {hours}，照旧").format(hours=saying.said_hours(ours))
    else:
        fate, why = Fate.COMES, _instead(ours)
    return [Row(saying.said_hours(theirs), fate, why, how=theirs)]


def _instead(ours: Sequence[Span]) -> str:
    if not ours:
        return gettext("这里还没有定")
    return gettext("这里现在是开张时的 {hours}，会换成这样").format(hours=saying.said_hours(ours))


def promises_beside(source: Project, target: Project) -> list[Row]:
    """The lengths the source has of its own, instead of the company's."""
    rows = TimePromise.objects.filter(company_id=source.company_id, until__isnull=True)
    held = {(row.project_id, row.urgency, row.clock): row for row in rows}
    own = [row for row in held.values() if row.project_id == source.pk]
    return [_promise_row(row, held, target) for row in own]


def _promise_row(row: TimePromise, held: dict[tuple[int | None, str, str], TimePromise], target: Project) -> Row:
    ours = held.get((target.pk, row.urgency, row.clock))
    companys = held.get((None, row.urgency, row.clock))
    name = f"{row.get_urgency_display()}{row.get_clock_display()} {_length(row)}"
    if ours:
        same = ours.minutes == row.minutes
        why = gettext("这里已经是这样") if same else gettext("这里已定为 {length}，照旧").format(length=_length(ours))
        return Row(name, Fate.STAYS, why)
    if companys is None:
        return Row(name, Fate.CANNOT, _("公司已经不统一承诺这一项"))
    if companys.minutes == row.minutes:
        return Row(name, Fate.STAYS, _("和公司现在的时限一样，不用另定"))
    return Row(name, Fate.COMES, gettext("这里现在用公司的 {length}").format(length=_length(companys)), how=row)


def _length(row: TimePromise) -> str:
    return saying.said_length(row.minutes, round_the_clock=row.round_the_clock)
