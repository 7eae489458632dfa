"""Find people, by subject: who (the one asking), staff, homes."""
