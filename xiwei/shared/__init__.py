"""What every storey leans on and no storey owns; no models.

Nouns: Scope, Refused, moments of business time, fen, bigrams, sheets, pictures.
Verbs: within() a company's scope, record nothing, decide nothing about the domain.
Leans on Django alone.
"""
