"""Nouns, by file: people (Person), homes (Household, Tenure), staff (Staff, Role, Post, Credential, Invitation),
rosters, imports (Import), transfers, viewings (Viewing, Oddity), consents, wishes, retention (Keeping, Hold, Tombstone)."""

from xiwei.people.models.consents import Consent, ConsentText, How
from xiwei.people.models.homes import Household, Relation, Tenure
from xiwei.people.models.imports import Import, ImportState
from xiwei.people.models.people import Look, Person
from xiwei.people.models.retention import Hold, Keeping, Tombstone
from xiwei.people.models.rosters import Leave, LeaveState, Shift
from xiwei.people.models.staff import Credential, Invitation, Line, Post, Role, RoleVersion, Staff
from xiwei.people.models.transfers import Fate, MatterFate, Paper, PaperKind, Transfer, TransferKind, TransferState
from xiwei.people.models.viewings import Oddity, OddKind, OddLimit, Viewing, ViewingKind
from xiwei.people.models.wishes import Wish, WishKind, WishState

__all__ = [
    "Consent",
    "ConsentText",
    "Credential",
    "Fate",
    "Hold",
    "Household",
    "How",
    "Import",
    "ImportState",
    "Invitation",
    "Keeping",
    "Leave",
    "LeaveState",
    "Line",
    "Look",
    "MatterFate",
    "OddKind",
    "OddLimit",
    "Oddity",
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
    "Tombstone",
    "Transfer",
    "TransferKind",
    "TransferState",
    "Viewing",
    "ViewingKind",
    "Wish",
    "WishKind",
    "WishState",
]
