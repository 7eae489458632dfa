"""May it? Who plans, who does, and what each state allows."""

from xiwei.rounds.rules.moves import ROUND_MOVES, STOP_MOVES

MOVES = {"round": ROUND_MOVES, "stop": STOP_MOVES}

__all__ = ["MOVES"]
