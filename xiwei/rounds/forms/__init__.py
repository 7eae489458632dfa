"""Understand input."""
