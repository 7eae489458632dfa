"""May it? `moves` holds the tables of states, `parties` who stands where to a ticket, the rest the checks by noun."""

from xiwei.service.rules.moves import MOVES, ORDER_MOVES, TICKET_MOVES, Move, Party

__all__ = ["MOVES", "ORDER_MOVES", "TICKET_MOVES", "Move", "Party"]
