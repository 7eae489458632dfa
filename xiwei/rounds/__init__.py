"""What needs no asking: the planned work of the four lines, from standards, done at its place with evidence (A2, A7, D8).

Nouns: Route, Point (where it leads); Round (a route's walk of one day), Stop, StopPhoto; Weather; Equipment.
Verbs: plan a day, hand a round over, begin, do a stop, skip, find missed, make up for, excuse; warn of weather.
Leans on service, notices, standards, people, estate, the ledger and shared.
"""
