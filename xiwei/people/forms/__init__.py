"""Understand what was typed, by subject."""
