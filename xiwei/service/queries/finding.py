"""Search by anything: a ticket's number, a name, a room, a phone's last four, words; within what this person may see."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiwei.estate.models import Document, Place, Room
from xiwei.estate.queries import documents
from xiwei.people.models import Household, Staff
from xiwei.people.queries import homes
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.service.queries import boards, lists, spots
from xiwei.service.queries.rows import Row
from xiwei.shared.prepared import Given, prepared

MOST = 10


@dataclass(frozen=True)
class Found:
    """What answers to the words, by sort; each list short, the worklist has the rest."""

    tickets: list[Row]
    households: list[Household]
    spots: list[Room | Place]
    staff: list[Staff]
    documents: list[Document]

    @property
    def count(self) -> int:
        return len(self.tickets) + len(self.households) + len(self.spots) + len(self.staff) + len(self.documents)


def anything(who: Who, words: str, now: datetime) -> Found:
    """Look everywhere this person may; nothing for words of nothing."""
    words = words.strip()[:60]
    if not words:
        return Found([], [], [], [], [])
    asked = lists.Asked(state="all", words=words)
    projects = boards.projects_of(who, Permission.PEOPLE_SEE)[:20]
    households = list(homes.found_by(projects, words)[:MOST]) if projects else []
    places: list[Room | Place] = []
    for project in projects:
        places += spots.places(project, words)
    colleagues = _colleagues(companies=[one.company_id for one in who.staff], words=words)
    papers = documents.anything(who, words, timezone.localdate(now), MOST)
    return Found(lists.Listing(who, asked, now)[:MOST], households, places[:MOST], colleagues, papers)


@prepared
def _colleagues(companies: Given, words: Given) -> QuerySet[Staff]:
    named = Q(name__icontains=words) | Q(title__icontains=words)
    found = Staff.objects.filter(named, company_id__in=companies, left_on__isnull=True)
    return found.select_related("person")[:MOST]
