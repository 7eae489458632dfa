"""Speak HTTP, by subject: projects, the ground, places, the association."""
