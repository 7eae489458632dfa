"""Find planned work."""
