"""The demo estate's planned work: routes as a director would draw them, three weeks of what was walked, and today's rounds."""

from datetime import datetime

from xiwei.ledger.models import SYSTEM
from xiwei.people.models import Post, Staff
from xiwei.people.queries.staff import with_posts
from xiwei.rounds.demo import past, sketches
from xiwei.service.demo.ground import World
from xiwei.standards import actions as standards


def write(world: World, now: datetime) -> int:
    """Routes, past and present for each estate that has a director; how many lines the past took."""
    lines = 0
    for company in {site.company.pk: site.company for site in world.sites.values()}.values():
        standards.adopt_library(company, by=SYSTEM, now=now)
        past.let_have_begun(company, now)
    for site in world.sites.values():
        director = _director(site.project.pk)
        if director is None:
            continue
        routes = sketches.plan_demo(site.project, director=director, now=now)
        lines += past.walk(site.project, routes, director=director, now=now)
    return lines


def _director(project_id: int) -> Staff | None:
    post = Post.objects.filter(project_id=project_id, role__code="director", until__isnull=True).first()
    return with_posts(Staff.objects.filter(pk=post.staff_id)).get() if post else None
