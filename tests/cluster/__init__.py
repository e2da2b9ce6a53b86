"""The whole site on several machines, rehearsed on one: see `docs/operations.md`, "Scale out"."""
