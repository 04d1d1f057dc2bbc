"""Conversations with the whole bot, over a Bot API server on loopback."""
