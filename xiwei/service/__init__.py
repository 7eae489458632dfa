"""What is asked and done: the heart. A need is told to anyone, promised, done, confirmed, rated, and never lost.

Nouns: Ticket, Promise, Clock, Wait, Decline, CallBack; WorkOrder, HandOver; ServiceGroup; Photo; Rating, Thanks.
Verbs: take, promise, begin, wait, finish, confirm, reopen, decline, merge, withdraw; offer, accept, set out, arrive,
hand over. The tables of states are in rules.py, their pictures in docs/states.
Leans on notices, standards, people, estate, the ledger and shared.
"""
