"""What is promised: the menu, the standards of service, the time promises, and the calendar they are counted on.

Nouns: MenuItem and Standard (in versions), ServiceGrade, TimePromise, Holiday, Hours.
Verbs: fill a new company's menu, revise an item or a standard, change a promise, keep the holidays.
Leans on estate, the ledger and shared; the storey's neighbour, people, is unknown to it.
"""
