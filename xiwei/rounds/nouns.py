"""Equipment as the archive knows it: a noun of its own, which estate below cannot name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from xiwei.estate.papers.nouns import Noun, Subject
from xiwei.rounds.models import Equipment

# Beside its name, which the place where it stands often bears as well: 1栋1单元电梯.
MARK = gettext_noop("（设备）")


def find(pk: int) -> Subject | None:
    """One piece by id."""
    return _subject(Equipment.objects.filter(pk=pk).select_related("place").first())


def by_label(project_id: int, label: str) -> Subject | None:
    """One piece of a project, in use or standing still, by the label it goes by in the archive, or by its code."""
    rows = Equipment.objects.filter(project_id=project_id).exclude(state="scrapped").select_related("place")
    if label.endswith(MARK):
        return _subject(rows.filter(name=label.removesuffix(MARK)).first())
    return _subject(rows.filter(code=label.upper()).first() or rows.filter(name=label).first())


def _subject(one: Equipment | None) -> Subject | None:
    return Subject("equipment", one.pk, f"{one.name}{MARK}", one.where) if one else None


EQUIPMENT = Noun("equipment", _("设施设备"), find, "equipment_book", by_label=by_label)
