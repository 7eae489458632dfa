"""Bring a sheet in: `sheets` takes it up, lets its columns be chosen and starts it; `running` is what the jobs do."""
