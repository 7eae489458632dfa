"""What a tale says, before it is written: lines of the ledger, and messages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from xiwei.ledger.actions import By
from xiwei.ledger.models import Seen
from xiwei.people.models import Person
from xiwei.service.models import Photo, WorkOrder
from xiwei.standards.models import MenuItem

# Words that may need ids which are not there before the rows are written.
Text = str | Callable[[], str]


def text_of(text: Text) -> str:
    """The words, now that all ids are known."""
    return text() if callable(text) else text


@dataclass
class Told:
    """A line of the ledger to be."""

    kind: str
    by: By
    at: datetime
    seen_by: Seen
    data: dict[str, Any]  # a value may be a function, asked once all ids are known
    item: MenuItem | None
    evidence: tuple[Photo, ...] = ()
    person: models.Model | None = None
    written_at: datetime | None = None


@dataclass
class Said:
    """A message to be."""

    person: Person
    about: str
    title: str
    body: Text
    key: Text
    at: datetime
    loud: bool
    order: WorkOrder | None = None  # whose page it opens
