"""Nouns: the ground (companies, projects, buildings, rooms, places), and the archive's documents."""

from xiwei.estate.models.documents import Batch, BatchState, Content, Document, Fate, Item, Loan, TextState, Version
from xiwei.estate.models.ground import (
    Building,
    Company,
    CompanyKind,
    Place,
    PlaceKind,
    Project,
    ProjectKind,
    Room,
    RoomKind,
    RoomState,
    Unit,
)

__all__ = [
    "Batch",
    "BatchState",
    "Building",
    "Company",
    "CompanyKind",
    "Content",
    "Document",
    "Fate",
    "Item",
    "Loan",
    "Place",
    "PlaceKind",
    "Project",
    "ProjectKind",
    "Room",
    "RoomKind",
    "RoomState",
    "TextState",
    "Unit",
    "Version",
]
