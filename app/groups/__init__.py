"""Groups that a facilitator runs, and what may be said of them."""
