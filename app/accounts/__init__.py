"""Accounts: who may come in, and the wraps that their devices open. Never a passphrase or a key."""
