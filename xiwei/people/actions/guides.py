"""Where one is in the first day of a project is kept, so that the guide opens there again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.estate import firstday
from xiwei.estate import rules as estate_rules
from xiwei.estate.models import Project
from xiwei.ledger import actions as ledger
from xiwei.people.models import GuideSpot, Staff
from xiwei.shared.refusals import BadInput
from xiwei.shared.tongue import kept


@transaction.atomic
def go_to(project: Project, rank: int, *, by: Staff, now: datetime) -> firstday.Step:
    """`by` goes to this step; the guide opens there next time. Twice the same is one line.

    Raises NotAllowed for who may not make the project ready, BadInput for a step there is not.
    """
    estate_rules.check_may_manage(by, project)
    step = next((one for one in firstday.steps() if one.rank == rank), None)
    if step is None:
        raise BadInput(gettext("没有这一步。请回到指南，从清单里选。"))
    spot = GuideSpot.objects.filter(project=project, staff=by).first()
    if spot and spot.rank == rank:
        return step
    said = {"rank": rank, "at": now, "company": project.company}
    spot, _made = GuideSpot.objects.update_or_create(project=project, staff=by, defaults=said)
    ledger.record("people.guide_step", spot, by=by, at=now, step=kept(step.title))
    return step
