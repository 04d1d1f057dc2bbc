"""The pictures of the README, made anew from a made-up log: ``python -m tests.pictures``."""
