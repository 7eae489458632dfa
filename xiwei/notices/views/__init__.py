"""Pages of what is said, by subject: inbox, settings, channels."""
