"""翠湖花园 is the company's sample, with one length of its own: something for a new project to take over."""

from xiwei.estate.actions.copying import mark_sample
from xiwei.service.demo.ground import World
from xiwei.standards import actions as standards


def arrange(world: World) -> None:
    """Said by the manager at the end, so that no ticket of the year was promised under it."""
    site, now = world.sites["CH"], world.scale.now
    manager = site.managers[0]
    mark_sample(site.project, sample=True, by=manager, now=now)
    standards.set_promise(
        site.company, project=site.project, urgency="ordinary", clock="response", minutes=20, by=manager, now=now,
        reason="入户的报修先打电话",
    )  # fmt: skip
