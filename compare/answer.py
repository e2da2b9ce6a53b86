"""The answer: which of the tools on a page the panel leans to, and the reason in a sentence or two."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.grammar import NUMBERS, counted, listed
from core.verdicts import Tally, half_up, mean
from reviews.models import Review
from reviews.selectors import tally_of
from votes.community import Community

# How far apart two mean scores (0 to 100) must be for a lean, and for a narrow one.
LEAN, NARROW_LEAN = 5, 1


@dataclass(frozen=True, slots=True)
class Contender:
    """What speaks for a tool: its reviews by reviewer (primary key) and its community."""

    title: str
    reviews: dict[int, Review]
    community: Community


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says first, and the reason in a sentence."""

    headline: str
    reason: str


def answer(contenders: Sequence[Contender]) -> Answer:
    """Weigh two to four contenders.

    Like is compared with like: only reviewers who covered all of them count. The most ships lead; among equals
    the mean score over those who scored all the equals; among those still level the community, where each has
    enough votes and the leader's interval overlaps no other. Then it is too close to call.
    """
    return _Weighing(contenders).answer()


class _Weighing:
    def __init__(self, contenders: Sequence[Contender]) -> None:
        self.all = contenders
        covered = [set(contender.reviews) for contender in contenders]
        self.counting = set.intersection(*covered)
        self.is_whole_panel = self.counting == set.union(*covered)
        self.nobody_reviewed = not set.union(*covered)

    def answer(self) -> Answer:
        level = self._most_ships() if self.counting else list(self.all)
        reasons = [self._ships_reason(level)]
        if len(level) == 1:
            return self._ahead(level[0], narrowly=False, reasons=reasons)

        scores = [self._common_scores(one, level) for one in level]
        means = [exact for exact in map(mean, scores) if exact is not None]
        if means:
            reasons.append(self._scores_reason(level, means, len(scores[0])))
            ranked = sorted(means, reverse=True)
            if (margin := ranked[0] - ranked[1]) >= NARROW_LEAN:
                best = level[means.index(ranked[0])]
                return self._ahead(best, narrowly=margin < LEAN, reasons=reasons)
            level = [one for one, score in zip(level, means, strict=True) if ranked[0] - score < NARROW_LEAN]
        elif self.counting:
            reasons.append(self._no_scores_reason(level))

        favourite = _community_favourite(level)
        reasons.append(_community_reason(level, favourite))
        if favourite:
            return self._ahead(favourite, narrowly=False, reasons=reasons)
        return self._too_close(level, reasons)

    def _panel(self, contender: Contender) -> Tally:
        return tally_of(contender.reviews[reviewer] for reviewer in self.counting)

    def _most_ships(self) -> list[Contender]:
        most = max(self._panel(contender).ships for contender in self.all)
        return [contender for contender in self.all if self._panel(contender).ships == most]

    def _common_scores(self, one: Contender, level: list[Contender]) -> list[int]:
        """The scores of one of the equals, by those who scored every one of them."""
        scores = []
        for reviewer in self.counting:
            given = [contender.reviews[reviewer].score for contender in level]
            if None not in given and (score := one.reviews[reviewer].score) is not None:
                scores.append(score)
        return scores

    # Words

    def _ahead(self, best: Contender, *, narrowly: bool, reasons: list[str]) -> Answer:
        if len(self.all) == 2:
            headline = f"A {'narrow ' if narrowly else ''}lean to {best.title}."
        else:
            headline = f"{best.title} is {'narrowly ' if narrowly else ''}ahead."
        return Answer(headline, _sentence(reasons))

    def _too_close(self, level: list[Contender], reasons: list[str]) -> Answer:
        between = f" between {_titles(level)}" if len(level) < len(self.all) else ""
        return Answer(f"Too close to call{between}.", _sentence(reasons))

    def _these(self, some: Sequence[Contender]) -> str:
        """How a sentence names these: `both` or `all three` where they are all on the page, else by their titles."""
        if len(some) < len(self.all):
            return ("both " if len(some) == 2 else "") + _titles(some)
        return "both" if len(some) == 2 else f"all {NUMBERS[len(some)]}"

    def _ships_reason(self, level: list[Contender]) -> str:
        if self.nobody_reviewed:
            return f"{'Neither' if len(self.all) == 2 else 'None of them'} has been reviewed yet"
        if not self.counting:
            return f"No reviewer has covered {self._these(self.all)}"
        counts = self._ships_counts(level)
        if self.is_whole_panel:
            return counts[0].upper() + counts[1:]
        if len(self.counting) == 1:
            return f"Only the one reviewer who covered {self._these(self.all)} counts here: {counts}"
        return f"Only the {len(self.counting)} reviewers who covered {self._these(self.all)} count here: {counts}"

    def _ships_counts(self, level: list[Contender]) -> str:
        if len(level) < len(self.all):
            ranked = sorted(self.all, key=lambda one: self._panel(one).ships, reverse=True)
            counts = [f"{self._panel(one).counts} {one.title}" for one in ranked]
            if self.is_whole_panel:
                best = self._panel(ranked[0])
                voices = counted(best.total, "reviewer")
                counts[0] = f"{best.ships} of {voices} {_verb('ship', best.ships)} {ranked[0].title}"
            return listed(counts)
        panel = self._panel(level[0])
        if panel.ships and panel.skips:
            return f"{panel.ships} of {panel.total} reviewers {_verb('ship', panel.ships)} each of them"
        everyone = {1: "the one reviewer", 2: "both reviewers"}.get(panel.total, f"all {panel.total} reviewers")
        return f"{everyone} {_verb('ship' if panel.ships else 'skip', panel.total)} {self._these(level)}"

    def _no_scores_reason(self, level: list[Contender]) -> str:
        return f"{'none of them has' if len(self.counting) > 1 else 'that one has not'} scored {self._these(level)}"

    def _scores_reason(self, level: list[Contender], means: list[Fraction], scorers: int) -> str:
        ranked = sorted(zip(means, level, strict=True), key=lambda pair: pair[0], reverse=True)
        figures = listed(
            [f"{figure} for {one.title}" for figure, (_, one) in zip(_figures(ranked), ranked, strict=True)]
        )
        score = "mean score" if scorers > 1 else "score"
        whose, of_whom = f"their {score}", ""
        if scorers < len(self.counting):
            some = "one" if scorers == 1 else str(scorers)
            whose, of_whom = f"the {score}", f" of the {some} of them who scored {self._these(level)}"
        if max(means) == min(means):
            return f"{whose}s{of_whom} are equal"
        if max(means) - min(means) < NARROW_LEAN:
            return f"{whose}s{of_whom} are less than a point apart"
        return f"{whose}{of_whom} is {figures}"


def _verb(word: str, subjects: int) -> str:
    return f"{word}s" if subjects == 1 else word


def _titles(contenders: Sequence[Contender]) -> str:
    return listed([contender.title for contender in contenders])


def _figures(ranked: Sequence[tuple[Fraction, Contender]]) -> list[str]:
    """The means as whole numbers, or with a decimal where the rounded lead would belie the kind of lean."""
    whole = [half_up(score) for score, _ in ranked]
    if (whole[0] - whole[1] >= LEAN) == (ranked[0][0] - ranked[1][0] >= LEAN):
        return [str(figure) for figure in whole]
    return [f"{half_up(score * 10) / 10:.1f}" for score, _ in ranked]


def _community_favourite(level: Sequence[Contender]) -> Contender | None:
    """The one whose interval lies above all others', provided that each has enough votes for one."""
    intervals = [contender.community.interval for contender in level]
    known = [interval for interval in intervals if interval is not None]
    if len(known) < len(level):
        return None
    best = max(range(len(level)), key=lambda place: known[place].low)
    if any(known[best].overlaps(other) for place, other in enumerate(known) if place != best):
        return None
    return level[best]


def _community_reason(level: Sequence[Contender], favourite: Contender | None) -> str:
    if favourite:
        favourite_first = sorted(level, key=lambda contender: contender is not favourite)
        figures = [f"{one.community.percent}% ship for {one.title}" for one in favourite_first]
        return f"readers decide it, with {listed(figures)}"
    if not any(contender.community.tally.total for contender in level):
        return "no reader has voted yet"
    if unknown := [contender for contender in level if not contender.community.interval]:
        return f"too few readers have voted on {_titles(unknown)}"
    return "the readers’ votes do not settle it"


def _sentence(reasons: list[str]) -> str:
    *others, last = reasons
    return f"{'; '.join([*others, f'and {last}' if len(others) > 1 else last])}."
