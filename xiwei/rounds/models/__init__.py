"""Nouns of planned work."""

from xiwei.rounds.models.equipment import Breakdown, Equipment, EquipmentState
from xiwei.rounds.models.rounds import DayPlan, Round, RoundState, Stop, StopPhoto, StopState, Via
from xiwei.rounds.models.routes import Point, Route
from xiwei.rounds.models.weather import Weather, WeatherKind

__all__ = [
    "Breakdown",
    "DayPlan",
    "Equipment",
    "EquipmentState",
    "Point",
    "Round",
    "RoundState",
    "Route",
    "Stop",
    "StopPhoto",
    "StopState",
    "Via",
    "Weather",
    "WeatherKind",
]
