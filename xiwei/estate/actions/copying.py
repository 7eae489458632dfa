"""Take over what another project has arranged (D7), and call a project a sample."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from xiwei.estate import arrangements
from xiwei.estate import rules as ground
from xiwei.estate.actions.places import place_of
from xiwei.estate.arrangements import Fate, Part, Row, Shown
from xiwei.estate.models import Place, Project
from xiwei.estate.queries import copying as queries
from xiwei.estate.queries import lock_project
from xiwei.estate.rules import copying as rules
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Entry
from xiwei.shared.tongue import as_kept


@transaction.atomic
def copy_arrangements(
    source: Project, target: Project, *, parts: Collection[str], by: ground.By, now: datetime
) -> Entry:
    """Bring the ticked parts of `source` into `target`: what the target has of its own stays, and is said.

    All or nothing. Returns the one line that tells what came, what stayed and what could not come; each thing that was
    brought has its own line besides, as if it had been made by hand. Raises NotAllowed for another company's project
    or a part that is not theirs, BadInput where nothing is ticked, NotNow where nothing would come.
    """
    rules.check_may_copy(by, source, target)
    rules.check_ticked(parts)
    # DANGER: what comes is reckoned under the lock, so that a second copying sees all that the first has brought.
    target = lock_project(target)
    shown = arrangements.shown(source, target, by=by, only=parts)
    rules.check_brings(shown, source, target)
    for one in shown:
        if one.comes:
            one.part.bring(source, target, one.of(Fate.COMES), by, now)
    return _record(source, target, shown, by=by, now=now)


def _record(source: Project, target: Project, shown: Sequence[Shown], *, by: ground.By, now: datetime) -> Entry:
    with as_kept():
        brought = "、".join(f"{one.part.title} {one.comes} {one.part.unit}" for one in shown if one.comes)
    counts = {one.part.code: [one.comes, one.stays, one.cannot] for one in shown}
    return ledger.record(queries.KIND, target, by=by, at=now, source=source.name, brought=brought, counts=counts)


@transaction.atomic
def mark_sample(project: Project, *, sample: bool, by: ground.By, now: datetime) -> Project:
    """The company calls this project a sample, first in the choice of whom to be like; or no longer.

    Raises NotAllowed without a company-wide post, NotNow where it stands so already.
    """
    project = lock_project(project)
    rules.check_may_mark(by, project.company)
    rules.check_marking(project, sample=sample)
    project.sample = sample
    project.save(update_fields=["sample"])
    kind = "estate.sample_marked" if sample else "estate.sample_unmarked"
    ledger.record(kind, project, by=by, at=now, name=project.name)
    return project


def bring_places(source: Project, target: Project, rows: Sequence[Row], by: ground.By, now: datetime) -> None:
    """The source's places with wall codes of their own, on the building and unit of the same name."""
    wanted = [place_of(target, kind, row.name, building, unit) for row in rows for kind, building, unit in [row.how]]
    places = Place.objects.bulk_create(wanted, batch_size=500)
    ledger.record_many(
        [ledger.line("estate.place_added", place, by=by, at=now, name=place.name, code=place.code) for place in places]
    )


PLACES = Part(
    code="places",
    rank=30,
    title=_("公共地点"),
    unit=_("处"),
    icon="map-pin",
    never=_("墙码不带，每处都有自己的新码；停用的地点不带。"),
    check=ground.check_may_manage,
    rows=queries.places_beside,
    bring=bring_places,
)
