"""PostgreSQL's own guard behind that of `xiwei.shared.scope`: row-level security by company.

policies.py   gives every tenant's table its policy, after each `migrate`
base.py       tells the server, before a statement, whose rows it may meet: the ENGINE of settings.DATABASES

SQLite has no row security and needs neither. Why it is so: docs/decisions/row-security.md.
"""
