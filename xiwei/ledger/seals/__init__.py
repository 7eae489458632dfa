"""Seals: what shows to anyone, without trusting us, that no line of the ledger was changed, lost, added or moved since.

`leaves` says how a line is hashed, `sealing` adds lines to their chain's tree, `verifying` reckons all of it anew.
"""
