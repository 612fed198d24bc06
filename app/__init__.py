"""Between Visits: short skills and a private journal, usable with no signal."""
