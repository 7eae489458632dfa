"""Speak HTTP."""
