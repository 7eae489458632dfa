"""Understand what was typed: asking (a new need), verbs (what may be done to a ticket or an order), groups."""
