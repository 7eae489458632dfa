"""Nouns of planned work."""

from xiwei.rounds.models.checking import CheckPhoto, CheckState, SpotCheck, Tally
from xiwei.rounds.models.equipment import Breakdown, Equipment, EquipmentState
from xiwei.rounds.models.plants import (
    CareDone,
    GreenWork,
    Planting,
    PlantPhoto,
    Sighting,
    WorkKind,
    WorkState,
)
from xiwei.rounds.models.rounds import DayPlan, Round, RoundState, Stop, StopPhoto, StopState, Via
from xiwei.rounds.models.routes import Point, Route
from xiwei.rounds.models.weather import Weather, WeatherKind

__all__ = [
    "Breakdown",
    "CareDone",
    "CheckPhoto",
    "CheckState",
    "DayPlan",
    "Equipment",
    "EquipmentState",
    "GreenWork",
    "PlantPhoto",
    "Planting",
    "Point",
    "Round",
    "RoundState",
    "Route",
    "Sighting",
    "SpotCheck",
    "Stop",
    "StopPhoto",
    "StopState",
    "Tally",
    "Via",
    "Weather",
    "WeatherKind",
    "WorkKind",
    "WorkState",
]
