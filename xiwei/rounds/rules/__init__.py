"""May it? Who plans, who does, and what each state allows."""
