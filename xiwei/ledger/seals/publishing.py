"""The last seal of each chain as it is given to outsiders, a JSON line each: what `verify_ledger --against` reads."""

import json
from collections.abc import Iterable

from django.db.models import Max

from xiwei.ledger.models import Chain, Seal
from xiwei.ledger.seals.leaves import moment


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
