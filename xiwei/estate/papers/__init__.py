"""What the archive knows of files: their kinds, formats and bytes; how a zip, a name and a text are read."""
