"""Benchmarks of speed and quality, and the scripts that learn what the matching has learned."""
