"""Understand input, by subject: the ground, documents, what is sent in bulk."""
