"""The papers a person gave the estate go with them, out of the archive below."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.actions import bringing, retention
from xiwei.estate.queries import documents
from xiwei.ledger.seals import leaves
from xiwei.people.erasures import NOBODY, Eraser, Erasing, Reason
from xiwei.people.models import Person
from xiwei.people.queries import erasing as queries


def stands(person: Person, company_id: int) -> list[Reason]:
    """Papers that are held for a dispute."""
    papers = documents.papers_of(queries.empty_homes(person, company_id))
    return [
        Reason(
            gettext("“{name}”已冻结（{why}），先解除冻结。").format(name=one.name, why=one.held_why),
            reverse("document", args=[one.pk]),
        )
        for one in papers
        if one.held_at is not None
    ]


def erase(deed: Erasing) -> None:
    """Bytes, words and names of their homes' papers; lines about them say no name any more."""
    homes = queries.empty_homes(deed.person, deed.company_id)
    papers = documents.papers_of(homes)
    for paper in papers:
        retention.erase(paper, nobody=NOBODY, now=deed.now)
    bringing.forget_names("household", homes)
    for entry in queries.lines_about("estate.document", [paper.pk for paper in papers]):
        deed.speaks(entry, leaves.SUBJECT, leaves.SAID)
    deed.counts[gettext("住户资料")] = len(papers)


PART = Eraser(_("住户资料"), stands, erase)
