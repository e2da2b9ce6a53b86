"""Throws that seem thrown and are not."""

from random import Random


class Dice(Random):
    """The same throws each time for the same seed and the same use, whatever else is thrown. No secret may use them."""

    def __init__(self, used_for: str, seed: int) -> None:
        super().__init__(f"{used_for} {seed}")
