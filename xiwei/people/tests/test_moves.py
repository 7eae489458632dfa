"""The tables of states of wishes and of a home's changes, in full: every state × verb, against a copy written by hand."""

from datetime import UTC, datetime

import pytest

from xiwei.people.models import Transfer, TransferState, Wish, WishKind, WishState
from xiwei.people.rules import transfers, wishes
from xiwei.people.rules.moves import TRANSFER_MOVES, WISH_MOVES
from xiwei.people.words import WORDS
from xiwei.shared.refusals import NotNow

# (kind of wish, verb) → from which state, to which; whatever is not here cannot happen.
WISH = {
    ("correct", "withdraw"): ("asked", "withdrawn"),
    ("correct", "refuse"): ("asked", "refused"),
    ("correct", "correct"): ("asked", "done"),
    ("erase", "withdraw"): ("asked", "withdrawn"),
    ("erase", "refuse"): ("asked", "refused"),
    ("erase", "grant"): ("asked", "granted"),
    ("erase", "finish"): ("granted", "done"),
}
TRANSFER = {
    "take_effect": ("planned", "done"),
    "cancel": ("planned", "cancelled"),
    "halt": ("planned", "halted"),
    "undo": ("done", "undone"),
}


def ends(check, thing, verb):
    try:
        return str(check(thing, verb))
    except NotNow:
        return None


def test_a_wish_makes_the_moves_of_its_kind_from_their_states_and_no_other():
    found = {
        (kind, verb, state): ends(wishes.check_moves, Wish(kind=kind, state=state), verb)
        for kind in WishKind.values
        for verb in (move.verb for move in WISH_MOVES)
        for state in WishState.values
    }
    assert {key: end for key, end in found.items() if end} == {
        (kind, verb, before): after for (kind, verb), (before, after) in WISH.items()
    }
    assert len(found) == len(WishKind.values) * 5 * len(WishState.values)


def test_a_change_of_a_home_makes_the_moves_of_its_table_and_no_other():
    found = {
        (verb, state): ends(transfers.check_moves, Transfer(state=state), verb)
        for verb in (move.verb for move in TRANSFER_MOVES)
        for state in TransferState.values
    }
    assert {key: end for key, end in found.items() if end} == {
        (verb, before): after for verb, (before, after) in TRANSFER.items()
    }
    assert len(found) == 4 * len(TransferState.values)


def test_a_change_that_is_past_it_says_what_it_is_now():
    done = Transfer(state=TransferState.CANCELLED, effective_at=datetime(2026, 9, 21, tzinfo=UTC))
    with pytest.raises(NotNow, match="这次变更现在是“没有办”，不能再撤销。"):
        transfers.check_moves(done, "undo")


def test_every_move_writes_a_line_that_has_words():
    assert {move.kind for move in (*WISH_MOVES, *TRANSFER_MOVES)} - set(WORDS) == set()
