"""Practice: the exercises as data, the pages that show them, and what a phone takes with it."""
