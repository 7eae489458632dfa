"""The demo estate's planned work: routes as a director would draw them, three weeks of what was walked, and today's rounds."""

from datetime import datetime

from xiwei.estate.models import Project
from xiwei.ledger.models import SYSTEM
from xiwei.notices.models import Message
from xiwei.people.models import Post, Staff
from xiwei.people.queries.staff import with_posts
from xiwei.rounds.demo import furnishing, past, sketches
from xiwei.service.demo.ground import World
from xiwei.standards import actions as standards

WHOLE = "CH"  # 翠湖花园


def write(world: World, now: datetime) -> int:
    """Routes, past and present for each estate that has a director; how many lines the past took."""
    lines = 0
    for company in {site.company.pk: site.company for site in world.sites.values()}.values():
        standards.adopt_library(company, by=SYSTEM, now=now)
        past.let_have_begun(company, now)
    for site in world.sites.values():
        director = _director(site.project.pk) or _manager(site.project.company_id)
        if director is None:
            continue
        routes = sketches.plan_demo(site.project, director=director, now=now)
        if site.project.code == WHOLE:
            _furnish(site.project, director, now)
        lines += past.walk(site.project, routes, director=director, now=now)
    Message.objects.filter(about__startswith="rounds.").update(read_at=now)  # what waits in an inbox is another's story
    return lines


def _furnish(project: Project, director: Staff, now: datetime) -> None:
    """The estate that is shown whole has things that grow, and spot checks too."""
    furnishing.plants(project, by=director, now=now)
    furnishing.checks(project, by=director, now=now)


def _director(project_id: int) -> Staff | None:
    post = Post.objects.filter(project_id=project_id, role__code="director", until__isnull=True).first()
    return with_posts(Staff.objects.filter(pk=post.staff_id)).get() if post else None


def _manager(company_id: int) -> Staff | None:
    """Who plans where an estate has no director."""
    post = Post.objects.filter(company_id=company_id, project=None, role__code="manager", until__isnull=True).first()
    return with_posts(Staff.objects.filter(pk=post.staff_id)).get() if post else None
