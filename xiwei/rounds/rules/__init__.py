"""May it? Who plans, who does, and what each state allows."""

from xiwei.rounds.rules.moves import CHECK_MOVES, ROUND_MOVES, STOP_MOVES

MOVES = {"check": CHECK_MOVES, "round": ROUND_MOVES, "stop": STOP_MOVES}

__all__ = ["MOVES"]
