"""What the archive of a project must have, and what of it is there."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from xiwei.estate.models import Building, Document, Place, PlaceKind, Project
from xiwei.estate.papers import kinds, nouns
from xiwei.estate.papers.kinds import Kind
from xiwei.estate.papers.nouns import Subject
from xiwei.estate.rules import documents as rules
from xiwei.estate.rules.ground import Asker
from xiwei.shared.refusals import NotAllowed

Papers = dict[tuple[str, str, int], list[Document]]  # by kind, noun and id of what they belong to
SORTS = ("project", "building", "lift")


@dataclass(frozen=True)
class Need:
    """Something that must be there: the document that is, or was and has expired, or none."""

    kind: Kind
    subject: Subject
    there: Document | None = None
    expired: Document | None = None


def needed(project: Project, who: Asker, today: date) -> list[Need]:
    """What the archive of a project must have, of the kinds this person may see, and what it has: three queries, whatever
    its size."""
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise NotAllowed("")
    levels = rules.levels_of(staff, company_id=project.company_id, project_id=project.pk)
    wanted = [one for one in kinds.kinds().values() if one.must and one.level in levels]
    things = _things(project)
    found = _found(project, [one.code for one in wanted])
    return [_need(kind, subject, project, found, today) for kind in wanted for subject in things[kind.must]]


def _need(kind: Kind, subject: Subject, project: Project, found: Papers, today: date) -> Need:
    own = found.get((kind.code, subject.noun, subject.pk), [])
    # A drawing of the whole project serves each of its buildings.
    whole = found.get((kind.code, "project", project.pk), []) if subject.noun == "building" else []
    some = [*own, *whole]
    there = next((one for one in some if one.expires_on is None or one.expires_on >= today), None)
    return Need(kind, subject, there, some[0] if some and there is None else None)


def _things(project: Project) -> dict[str, list[Subject]]:
    lifts = Place.objects.filter(project=project, kind=PlaceKind.LIFT, retired_at__isnull=True)
    return {
        "project": [nouns.of(project, "project")],
        "building": [nouns.of(one, "building") for one in Building.objects.filter(project=project)],
        "lift": [nouns.of(one, "place") for one in lifts],
    }


def _found(project: Project, codes: list[str]) -> Papers:
    rows = Document.objects.filter(project=project, kind__in=codes, destroyed_at__isnull=True)
    there: Papers = {}
    for one in rows.only("kind", "of_noun", "of_id", "expires_on", "name", "company_id").order_by("-expires_on"):
        there.setdefault((one.kind, one.of_noun, one.of_id), []).append(one)
    return there


@dataclass(frozen=True)
class Gap:
    """Things of one sort that lack the same kinds: 电梯 8 部 without their certificates. `each`: a thing and what it lacks."""

    must: str
    each: list[tuple[Subject, list[Need]]]

    @property
    def kinds(self) -> list[Kind]:
        return [one.kind for one in self.each[0][1]]


@dataclass(frozen=True)
class Standing:
    """How the archive of a project stands; every page that tells a number of it takes it from here."""

    needs: list[Need]

    @property
    def lacks(self) -> list[Need]:
        """What is not there, or has expired."""
        return [one for one in self.needs if one.there is None]

    @property
    def have(self) -> int:
        return len(self.needs) - len(self.lacks)

    @property
    def papers(self) -> int:
        """How many documents fill what is there: a drawing of the whole estate fills its place for each building."""
        return len({one.there.pk for one in self.needs if one.there is not None})

    def gaps(self) -> list[Gap]:
        """What is lacking, the project's own first, then buildings and lifts, those that lack the same together."""
        by_thing: dict[tuple[str, str, int], tuple[Subject, list[Need]]] = {}
        for need in self.lacks:
            key = (need.kind.must, need.subject.noun, need.subject.pk)
            by_thing.setdefault(key, (need.subject, []))[1].append(need)
        alike: dict[tuple[str, tuple[str, ...]], Gap] = {}
        for (must, _noun, _pk), (subject, needs) in by_thing.items():
            same = (must, tuple(one.kind.code for one in needs))
            alike.setdefault(same, Gap(must, [])).each.append((subject, needs))
        return sorted(alike.values(), key=lambda gap: (SORTS.index(gap.must), -len(gap.each)))

    def complete(self) -> list[tuple[Kind, list[Need], int]]:
        """By kind, what is there, and how many there should be."""
        whole = Counter(one.kind.code for one in self.needs)
        there: dict[str, tuple[Kind, list[Need], int]] = {}
        for need in self.needs:
            if need.there is not None:
                code = need.kind.code
                there.setdefault(code, (need.kind, [], whole[code]))[1].append(need)
        return list(there.values())


def standing(project: Project, who: Asker, today: date) -> Standing:
    """Of the kinds this person may see: all that must be there, and what of it is."""
    return Standing(needed(project, who, today))
