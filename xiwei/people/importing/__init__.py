"""Rooms, owners and households from the sheets companies already have.

Nouns: columns and what they are called, a clean row, a cell's error. `columns` is pure; nothing here writes.
"""
