"""Changes of who holds or lives in a room: decided now for now or a day (deciding), carried out (effect), taken back."""

from xiwei.people.actions.transfers.deciding import Papers, PdfScan, bring, cancel, decide
from xiwei.people.actions.transfers.effect import take_effect
from xiwei.people.actions.transfers.undoing import undo

__all__ = ["Papers", "PdfScan", "bring", "cancel", "decide", "take_effect", "undo"]
