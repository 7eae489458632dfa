"""Where: the companies and the ground they look after.

Nouns: Company, Project, Building, Unit, Room, Place (with its wall code).
Verbs: found() a company, open a project, add buildings, rooms and places, print codes.
Leans on the ledger and shared.
"""
