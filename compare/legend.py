"""One tally for each verdict, by which pages explain the stamps and the marks."""

from core.verdicts import Tally

LEGEND = {"ship": Tally(3, 4), "mixed": Tally(2, 4), "skip": Tally(1, 4), "nobody": Tally(0, 0)}
