"""Everything of one account at once: given out to its owner, or gone for good."""
