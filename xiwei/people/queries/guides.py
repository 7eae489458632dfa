"""Find it: a project's first day as one of its staff left it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xiwei.estate import firstday
from xiwei.estate.firstday import Shown
from xiwei.estate.models import Project
from xiwei.people.models import GuideSpot, Staff
from xiwei.shared.tongue import Said

KEY = "guided"


@dataclass(frozen=True)
class Guide:
    """All steps as they stand, the one to open at (None: all is ready), and the one they were last at."""

    steps: list[Shown]
    open: Shown | None
    was_at: Shown | None

    @property
    def done(self) -> int:
        return sum(one.done for one in self.steps)

    @property
    def lacking(self) -> list[Shown]:
        return [one for one in self.steps if not one.done]


def guide(project: Project, staff: Staff, now: datetime) -> Guide:
    """Opens at the step one was at while it lacks something; then at the next that does, and so around."""
    steps = firstday.progress(project, now)
    spot = GuideSpot.objects.filter(project=project, staff=staff).first()
    rank = spot.rank if spot else 0
    lacking = [one for one in steps if not one.done]
    onward = [one for one in lacking if one.step.rank >= rank] + lacking
    return Guide(steps, onward[0] if onward else None, next((one for one in steps if one.step.rank == rank), None))


@dataclass(frozen=True)
class Under:
    """What the pages of a step say above them: which project is being made ready, and at which step one is."""

    project_id: int
    project: str
    title: Said


def under_way(session: Mapping[str, Any]) -> Under | None:
    """The step this session went to from the guide, until it is put aside. Asks no table."""
    said = session.get(KEY)
    step = next((one for one in firstday.steps() if said and one.rank == said["rank"]), None)
    return Under(said["project"], said["name"], step.title) if said and step else None
