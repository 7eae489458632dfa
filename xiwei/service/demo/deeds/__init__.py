"""What each verb of xiwei.service.actions leaves behind, written in memory: one file for each of theirs.

A test tells the same story by the actions and by these, and compares every row and line; change both together.
"""
