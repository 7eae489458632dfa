"""What happened, line by line, for ever: the storey everything else is a view of.

Nouns: Entry, Seal (what proves it), Fact (the outbox), Once (idempotency), Lease (of a running job).
Verbs: record(), publish(), once(); seal_new(), verify().
Leans on shared alone; holds plain ids and labels, no foreign key leaves it (law 3).
"""
