"""Nouns, by file: people (Person), homes (Household, Tenure), staff (Staff, Role, Post, Credential, Invitation),
rosters, imports (Import), transfers (Transfer, Paper, MatterFate)."""

from xiwei.people.models.homes import Household, Relation, Tenure
from xiwei.people.models.imports import Import, ImportState
from xiwei.people.models.people import Look, Person
from xiwei.people.models.rosters import Leave, LeaveState, Shift
from xiwei.people.models.staff import Credential, Invitation, Line, Post, Role, RoleVersion, Staff
from xiwei.people.models.transfers import Fate, MatterFate, Paper, PaperKind, Transfer, TransferKind, TransferState

__all__ = [
    "Credential",
    "Fate",
    "Household",
    "Import",
    "ImportState",
    "Invitation",
    "Leave",
    "LeaveState",
    "Line",
    "Look",
    "MatterFate",
    "Paper",
    "PaperKind",
    "Person",
    "Post",
    "Relation",
    "Role",
    "RoleVersion",
    "Shift",
    "Staff",
    "Tenure",
    "Transfer",
    "TransferKind",
    "TransferState",
]
