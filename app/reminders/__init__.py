"""Reminders: off by default, at most one a day, always the same neutral words."""
