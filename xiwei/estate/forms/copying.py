"""Understand which arrangements are ticked to be brought."""

from collections.abc import Sequence

from django.utils.datastructures import MultiValueDict

from xiwei.estate.arrangements import Shown
from xiwei.ledger.posting import KeyedForm


class PartsForm(KeyedForm):
    """The parts between two projects. As it is drawn, what would bring something is ticked.

    Which codes there are is the deed's to say: a part may have gone since the page was drawn.
    """

    def __init__(self, data: MultiValueDict | None = None, *, shown: Sequence[Shown]):
        super().__init__(data)
        drawn = [one.part.code for one in shown if one.comes]
        self.ticked: list[str] = drawn if data is None else [code[:40] for code in data.getlist("parts")]
