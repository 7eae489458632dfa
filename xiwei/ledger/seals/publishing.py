"""Seals as they are given to outsiders, a JSON line each: the last of each chain, and those that lead up to it.

The last ones are published (a page, a file, keepers): what `verify_ledger --against` reads. Those after a given one are no
news to anybody, but each bears the hash of the one before: so they show that a seal published later rests on an earlier one,
which was never published itself. That is how an evidence pack's seal is compared with what a keeper was sent.
"""

import json
from collections.abc import Iterable, Iterator

from django.db.models import Max

from xiwei.ledger.models import Chain, Seal
from xiwei.ledger.seals.leaves import moment, told_of


def last_seals(chains: Iterable[Chain]) -> list[Seal]:
    """The newest seal of each of these chains that has one, by company and project."""
    known = {chain.pk: chain for chain in chains}
    newest = Seal.objects.filter(chain__in=known).values("chain").annotate(last=Max("pk")).values("last")
    found = list(Seal.objects.filter(pk__in=newest))
    for seal in found:
        seal.chain = known[seal.chain_id]
    return sorted(found, key=lambda seal: (seal.chain.company_id, seal.chain.project_id))


def line(seal: Seal) -> str:
    """One seal as it is published: {"chain": "2/5", "number": 17, …}, with a line's end."""
    told = {
        "chain": str(seal.chain), "number": seal.number, "size": seal.size, "root": seal.root, "hash": seal.hash,
        "sealed_at": moment(seal.sealed_at),
    }  # fmt: skip
    return json.dumps(told) + "\n"


def later(chain: Chain, number: int) -> Iterator[str]:
    """A chain's seals after this one, in order: all that the hash of each is reckoned of (leaves.sealed), and the hash."""
    before = chain.seals.filter(number=number).values_list("hash", flat=True).first() or ""
    for seal in chain.seals.filter(number__gt=number).order_by("number").iterator(2_000):
        yield (
            json.dumps({"chain": str(chain), "before": before, "seal": told_of(seal, chain), "hash": seal.hash}) + "\n"
        )
        before = seal.hash
