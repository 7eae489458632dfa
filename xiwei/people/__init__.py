"""Who: the people who live here and the people who serve them.

Nouns: Person, Household, Tenure; Staff, Role, Post, Leave, Shift, Credential, Invitation.
Verbs: import a sheet of rooms and households, invite, hire, post, ask leave, sign in.
Leans on estate, the ledger and shared.
"""
