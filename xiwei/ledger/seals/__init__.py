"""Seals: what shows to anyone, without trusting us, that no line of the ledger was changed, lost, added or moved since.

`leaves` says how a line is hashed, `sealing` adds lines to their chain's tree, `verifying` reckons all of it anew.
`proving` shows of one line that it stands in a tree, `publishing` tells the roots to the outside, `erasing` takes words
away while what was sealed still verifies.
"""
