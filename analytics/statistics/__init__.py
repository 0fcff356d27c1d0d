"""Statistics behind the managers' pages: pure functions, no database, no file, no clock.

What each method is, where it comes from, and how well it did when it was checked: docs/statistics.md.
"""
