"""What is said: messages to people, by the ways they chose, at hours they can bear.

Nouns: Message (in the inbox), Delivery (one try by one way), Preference, Channel (a company's adapter).
Verbs: tell() someone, read, deliver what is due.
Leans on people, estate, the ledger and shared.
"""
