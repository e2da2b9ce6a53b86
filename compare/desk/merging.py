"""Making one tool of two: what the one has and the other lacks moves, and the other's addresses lead to the one."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db import transaction
from django.db.models import Window
from django.db.models.functions import Now, RowNumber

from core.verdicts import Tally
from reviews.models import Review
from tools.models import Comparison, Fact, FormerSlug, Tool
from tools.querysets import SLOTS
from votes.cast import ToolGone
from votes.models import Vote
from votes.selectors import community_tallies


class CannotMerge(Exception):
    """These two tools cannot become one, or not this way round. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Something that both tools have, a fact of one attribute or a review of one reviewer: what stays and what goes."""

    name: str
    stays: str
    goes: str


@dataclass(frozen=True, slots=True)
class Votes:
    """How many votes move, how many voters had voted on both, and the counted votes on the kept tool."""

    moved: int
    double: int
    before: Tally
    after: Tally


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge has done, or would do: what moves to the kept tool, and what goes with the dropped one."""

    keep: Tool
    drop: Tool
    votes: Votes
    facts: list[str]
    rival_facts: list[Rival]
    reviews: list[str]
    rival_reviews: list[Rival]
    comparisons: list[str]
    lost_comparisons: list[str]
    addresses: list[str]


def merge_tools(*, keep: Tool, drop: Tool, rehearse: bool = False) -> Merge:
    """Merge `drop` into `keep` and say what has become of everything; to `rehearse` is to do so and take it all back.

    One transaction. Of two votes of one voter the later stays as it is, but one that was taken back only where both
    were. Of anything else that both have, what the kept tool has stays. Raises ToolGone where one of the two does not
    exist any more, and CannotMerge where both are the same, or where readers see only the one that would go.
    """
    if keep.pk == drop.pk:
        raise CannotMerge("This is one and the same tool. Choose two to merge.")
    with transaction.atomic():
        kept, dropped = _hold(keep, drop)
        if dropped.is_published and not kept.is_published:
            raise CannotMerge(
                f"Readers see {dropped.slug} and not {kept.slug}, so the address of {dropped.slug} would lead nowhere. "
                f"Publish {kept.slug} first, or keep {dropped.slug}."
            )
        votes = _move_votes(kept, dropped)
        facts, rival_facts = _move(Fact, kept, dropped, by="attribute", said=lambda fact: fact.value)
        reviews, rival_reviews = _move(Review, kept, dropped, by="reviewer", said=_said_in)
        comparisons, lost_comparisons = _move_comparisons(kept, dropped)
        merge = Merge(
            keep=keep,
            drop=drop,
            votes=votes,
            facts=facts,
            rival_facts=rival_facts,
            reviews=reviews,
            rival_reviews=rival_reviews,
            comparisons=comparisons,
            lost_comparisons=lost_comparisons,
            addresses=_hand_over_addresses(kept, dropped),
        )
        dropped.delete()  # and what is left of it
        if rehearse:
            transaction.set_rollback(True)
    return merge


def _hold(keep: Tool, drop: Tool) -> tuple[Tool, Tool]:
    # In one order, so that two merges never wait for each other. Whoever casts a vote holds its tool as well, so
    # from here on none comes in on either.
    both = Tool.objects.filter(pk__in=[keep.pk, drop.pk]).order_by("pk").select_for_update()
    found = {tool.pk: tool for tool in both}
    if len(found) < 2:
        raise ToolGone
    return found[keep.pk], found[drop.pk]


def _move_votes(kept: Tool, dropped: Tool) -> Votes:
    votes = Vote.objects.filter(tool__in=[kept, dropped])
    # All of them before any tally is touched, and in the order of rulings, which hold votes and then tallies too.
    len(votes.order_by("pk").select_for_update().values_list("pk"))
    before = community_tallies([kept.pk])[kept.pk]
    place = Window(RowNumber(), partition_by="voter", order_by=["taken_back", "-updated_at", "-pk"])
    double, _ = votes.filter(pk__in=votes.alias(place=place).filter(place__gt=1).values("pk")).delete()
    moved = votes.filter(tool=dropped).update(tool=kept)
    return Votes(moved, double, before, community_tallies([kept.pk])[kept.pk])


def _move(
    model: type[Fact] | type[Review], kept: Tool, dropped: Tool, *, by: str, said: Callable[[Any], str]
) -> tuple[list[str], list[Rival]]:
    """Move the rows whose `by` the kept tool lacks: their names, and those that it has with what each tool says."""
    rows: Any = model._default_manager.select_related(by)
    own = {getattr(row, by): row for row in rows.filter(tool=kept)}
    others = {getattr(row, by): row for row in rows.filter(tool=dropped)}
    moving = [others[name] for name in others if name not in own]
    rows.filter(pk__in=[row.pk for row in moving]).update(tool=kept, updated_at=Now())
    rivals = [Rival(str(name), said(own[name]), said(others[name])) for name in others if name in own]
    return [f"{getattr(row, by)}: {said(row)}" for row in moving], rivals


def _said_in(review: Review) -> str:
    score = "" if review.score is None else f", {review.score}/100"
    return f"{review.verdict}{score} ({review.stage.lower()})"


def _move_comparisons(kept: Tool, dropped: Tool) -> tuple[list[str], list[str]]:
    moved, lost = [], []
    held = Comparison.objects.involving(dropped.pk).select_for_update(of=("self",), no_key=True)
    rows = held.select_related(*SLOTS).order_by("pk")
    # Where only one of two can stay, the one that had not both.
    for comparison in sorted(rows, key=lambda row: kept.pk in row.tool_ids):
        before, tools = str(comparison), comparison.tools
        if kept in tools:
            tools.remove(dropped)
        else:
            tools[tools.index(dropped)] = kept
        if len(tools) < 2 or Comparison.objects.of_exactly([tool.pk for tool in tools]).exists():
            lost.append(before)
            continue
        for slot, tool in zip_longest(SLOTS, tools):
            setattr(comparison, slot, tool)
        comparison.save()
        moved.append(f"{before} becomes {comparison}")
    return moved, lost


def _hand_over_addresses(kept: Tool, dropped: Tool) -> list[str]:
    """The paths that lead to the kept tool from now on."""
    slugs = [*dropped.former_slugs.values_list("slug", flat=True), dropped.slug]
    dropped.former_slugs.update(tool=kept, updated_at=Now())
    # Where readers don't see the dropped tool, its address may still lead to one that had it before.
    hand_over = FormerSlug.objects.update_or_create if dropped.is_published else FormerSlug.objects.get_or_create
    hand_over(slug=dropped.slug, defaults={"tool": kept})
    kept.former_slugs.filter(slug=kept.slug).delete()
    handed_over = kept.former_slugs.filter(slug__in=slugs).order_by("slug").values_list("slug", flat=True)
    return [f"/tools/{slug}" for slug in handed_over]
