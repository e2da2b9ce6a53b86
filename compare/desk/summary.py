"""The scorecard of a tool as it stands in the form, before anything is saved."""

import re
from dataclasses import dataclass

from django.http import QueryDict

from core.models import Choice, State
from core.verdicts import Tally, panel_score
from reviews.models import MAX_SCORE, Reviewer

# What a verdict would seldom be given with. The verdict is the reviewer's word all the same.
HIGH_FOR_SKIP, LOW_FOR_SHIP = 70, 45
MOST_PLACES = 100


@dataclass(frozen=True, slots=True)
class Place:
    """One reviewer's place in the form: the verdict (`ship`, `skip` or nothing), the score and the words so far."""

    reviewer: str
    verdict: str
    score: int | None
    words: int

    @property
    def word(self) -> str:
        """The verdict as readers see it, Ship or Skip, or an empty string."""
        return str(Choice(self.verdict).label) if self.verdict else ""

    @property
    def is_odd(self) -> bool:
        """Whether score and verdict seem at odds."""
        if self.score is None or not self.verdict:
            return False
        return self.score >= HIGH_FOR_SKIP if self.verdict == Choice.SKIP else self.score <= LOW_FOR_SHIP


@dataclass(frozen=True, slots=True)
class Summary:
    """All places in the order of the panel, and the words of the tool's own description."""

    places: list[Place]
    description_words: int

    @property
    def panel(self) -> Tally:
        """The panel's tally if all of it were published as it stands."""
        said = [place.verdict == Choice.SHIP for place in self.places if place.verdict]
        return Tally(sum(said), len(said))

    @property
    def warnings(self) -> list[str]:
        """What somebody may want to look at once more, in sentences."""
        return [
            f"{place.reviewer} says {place.verdict} with a score of {place.score}. It may be meant."
            for place in self.places
            if place.is_odd
        ]

    @property
    def score(self) -> int | None:
        """The mean of the scores that exist, 0 to 100, or None."""
        return panel_score(place.score for place in self.places if place.score is not None)


def summary_of(form: QueryDict) -> Summary:
    """What the page of a tool says so far, as its browser sends it. Whatever is no verdict or score is left out."""
    count = _number(form.get("reviews-TOTAL_FORMS"), MOST_PLACES) or 0
    names = {str(reviewer.pk): reviewer.name for reviewer in Reviewer.objects.all()}
    places = []
    for prefix in (f"reviews-{place}-" for place in range(count)):
        reviewer = names.get(form.get(f"{prefix}reviewer", ""))
        if reviewer and f"{prefix}DELETE" not in form and form.get(f"{prefix}state") != State.WITHDRAWN:
            verdict = form.get(f"{prefix}verdict", "")
            score = _number(form.get(f"{prefix}score"), MAX_SCORE)
            words = words_in(form.get(f"{prefix}body", ""))
            places.append(Place(reviewer, verdict if verdict in Choice.values else "", score, words))
    order = list(names.values())
    return Summary(sorted(places, key=lambda place: order.index(place.reviewer)), words_in(form.get("description", "")))


def words_in(text: str) -> int:
    """How many words a text in Markdown has, without the addresses of its links."""
    return len(re.sub(r"\]\([^()]*\)", "]", text).split())


def _number(given: str | None, most: int) -> int | None:
    text = (given or "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        return None
    return int(text) if int(text) <= most else None
