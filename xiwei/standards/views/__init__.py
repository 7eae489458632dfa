"""Speak HTTP, by subject: the menu as it is read, as it is kept, and the time promises."""
