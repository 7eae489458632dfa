"""What is promised: the menu, the time promises, and the calendar they are counted on.

Nouns: MenuItem (in versions), TimePromise, Holiday, Hours.
Verbs: fill a new company's menu, revise an item, change a promise, keep the holidays.
Leans on estate, the ledger and shared; the storey's neighbour, people, is unknown to it.
"""
