"""The blind sync server: keeps sealed revisions in order, and can open none of them."""
