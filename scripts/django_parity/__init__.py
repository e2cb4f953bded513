"""Replays recorded evaluations of Django's own test-suite through libnoormme.so and compares the rows."""
