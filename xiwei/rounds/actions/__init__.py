"""Do it: the only writers of planned work."""
