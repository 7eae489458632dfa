"""The tables of states, in full: every state × verb × party, against what the table's rows say and nothing else."""

import itertools

import pytest

from xiwei.service.models import OrderState, Ticket, TicketState, WorkOrder
from xiwei.service.rules import checks
from xiwei.service.rules.moves import ORDER_MOVES, TICKET_MOVES, Party
from xiwei.service.words import WORDS
from xiwei.shared.refusals import NotAllowed, NotNow

# From which states each verb may be used: written out again by hand, so that a slip in the table is seen here.
R, P, B, W, D = "received", "promised", "in_progress", "waiting", "done"
C, A, X, M = "closed", "reopened", "declined", "merged"
TICKET = {
    "promise": {R, A},
    "move_promise": {P, B, W},
    "begin": {R, P, A},
    "wait": {P, B, A},
    "resume": {W},
    "finish": {P, B, A},
    "answer": {R, P, B, A},
    "confirm": {D},
    "call_back": {D},
    "lapse": {D},
    "reopen": {D, C, X},
    "ask_decline": {R, P, A},
    "decline": {R, P, B, W, A},
    "refuse_decline": {R, P, B, W, A},
    "merge": {R, P, B, W, A},
    "withdraw": {R, P, W, A},
    "hand_on": {R, P, B, W, A},
    "settle": {R, P, B, W, D, A},
    "step_in": {R, P, B, W, A},
    "correct": {R, P, B, W, A},
    "locate": {R, P, B, W, A},
    "note": {R, P, B, W, D, C, A, X, M},
    "remark": {R, P, B, W, D, A},
}
LANDS = {
    "promise": P, "begin": B, "wait": W, "finish": D, "answer": D, "confirm": C, "lapse": C, "reopen": A,
    "decline": X, "merge": M, "withdraw": C,
    "hand_on": C, "settle": C,
}  # fmt: skip
OFFERED, ACCEPTED, WAY, ARRIVED = "offered", "accepted", "on_the_way", "arrived"
LIVE = {OFFERED, ACCEPTED, WAY, ARRIVED}
ORDER = {
    "accept": {OFFERED},
    "refuse": {OFFERED},
    "set_out": {ACCEPTED},
    "arrive": {ACCEPTED, WAY},
    "quote": {ACCEPTED, WAY, ARRIVED},
    "agree": {ACCEPTED, WAY, ARRIVED},
    "tick": {ARRIVED},
    "book": {ACCEPTED, WAY, ARRIVED},
    "finish": {ARRIVED},
    "give_up": {WAY, ARRIVED},
    "offer_hand_over": LIVE,
    "take_over": LIVE,
    "refuse_hand_over": LIVE,
    "cancel": LIVE,
}


@pytest.mark.parametrize("move", TICKET_MOVES, ids=lambda move: move.verb)
def test_a_ticket_s_verb_may_be_used_from_its_states_and_from_no_other(move):
    allowed = set()
    for state in TicketState.values:
        try:
            checks.check_ticket_now(move, Ticket(state=state))
            allowed.add(state)
        except NotNow as refused:
            assert f"“{TicketState(state).label}”" in refused.sentence and f"“{move.label}”" in refused.sentence
    assert (allowed, move.after) == (TICKET[move.verb], LANDS.get(move.verb))


@pytest.mark.parametrize("move", ORDER_MOVES, ids=lambda move: move.verb)
def test_an_order_s_verb_may_be_used_from_its_states_and_from_no_other(move):
    allowed = set()
    for state in OrderState.values:
        try:
            checks.check_order_now(move, WorkOrder(state=state))
            allowed.add(state)
        except NotNow:
            pass
    assert allowed == ORDER[move.verb]


def test_a_wait_goes_back_to_whichever_state_it_may_begin_in_and_nothing_else_goes_back():
    found = {move.verb: set(move.back_to) for move in TICKET_MOVES if move.back_to}
    assert found == {"resume": TICKET["wait"]}


def test_each_move_is_open_to_its_parties_alone():
    for move, party in itertools.product([*TICKET_MOVES, *ORDER_MOVES], Party):
        if party in move.who:
            checks.check_party(move, {party})
        else:
            with pytest.raises(NotAllowed):
                checks.check_party(move, {party})


def test_every_verb_is_in_one_table_and_every_move_has_words():
    assert {move.verb for move in TICKET_MOVES} == TICKET.keys()
    assert {move.verb for move in ORDER_MOVES} == ORDER.keys()
    assert {move.kind for move in [*TICKET_MOVES, *ORDER_MOVES]} <= WORDS.keys()
