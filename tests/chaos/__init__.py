"""The real site under load while something breaks: `make chaos`, or `python -m tests.chaos`; small in CI."""
