"""Understand what is typed about planned work, by subject."""
