"""What an edition says: built from the news of its week, as often as wanted while it is a draft."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from django.db import transaction
from django.utils import timezone

from core.grammar import counted, listed
from core.models import is_public
from digest.models import Edition, Item, Kind, Stage
from digest.news import gather
from digest.weeks import Week, zone
from digest.words import shortened
from tools.addresses import SEPARATOR
from tools.models import FormerSlug, Tool

# How many of each kind take part. Further ones are left out, for staff to put in.
MOST = {Kind.NEW: 10, Kind.CHANGED: 10, Kind.FEATURED: 6, Kind.DISAGREES: 5, Kind.VOTED: 5}
ORDER = list(Kind)
WORTH_MAIL = (Kind.NEW, Kind.CHANGED, Kind.FEATURED)  # votes alone are not: readers cast some in every week
LONGEST_SUBJECT = 120


class NothingNew(Exception):
    """A week that has brought nothing to tell; the message says so."""


class CannotBuild(Exception):
    """A week that is still to come, or an edition that is no draft any more; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Section:
    """The items of one kind, in order."""

    kind: Kind
    items: list[Item]


@transaction.atomic
def build_edition(week: Week) -> Edition:
    """Make a draft of the edition about `week`, or bring the draft that there is up to date, and return it.

    Where staff have reordered or left out items of a kind, order and omissions stay, and what is new comes last.
    A subject that nobody has written by hand follows the items. Raises NothingNew, and CannotBuild.
    """
    if week.begin > timezone.now():
        raise CannotBuild(f"The week {week.name} is still to come. Build it once it has begun.")
    news = gather(week)
    if not any(news[kind] for kind in WORTH_MAIL) and not Edition.objects.filter(week=week.name).exists():
        raise NothingNew(f"The week {week.name} has brought no verdicts and no comparisons to tell of.")
    subject = default_subject([item for kind, items in news.items() for item in items[: MOST[kind]]])
    edition, _ = Edition.objects.select_for_update().get_or_create(week=week.name, defaults={"subject": subject})
    if edition.stage != Stage.DRAFT:
        way_on = "it stays as it is." if edition.is_frozen else "take the approval back before you build it again."
        raise CannotBuild(f"The edition {week.name} is {edition.get_stage_display().lower()}: {way_on}")
    before = items_to_send(edition)
    for kind, items in news.items():
        _renew(edition, kind, items)
    _let_subject_follow(edition, before)
    return edition


def items_to_send(edition: Edition) -> list[Item]:
    """What the edition tells, in order. One query."""
    return items_of([edition])[edition.pk]


def items_of(editions: Collection[Edition]) -> dict[int, list[Item]]:
    """What each of these editions tells, in order, by primary key. One query."""
    told: dict[int, list[Item]] = {edition.pk: [] for edition in editions}
    items = Item.objects.filter(edition__in=told, dropped=False)
    for item in sorted(items, key=lambda item: ORDER.index(Kind(item.kind))):
        told[item.edition_id].append(item)
    return told


def sections(items: Iterable[Item]) -> list[Section]:
    """The items, which come in order, by kind."""
    return [Section(Kind(kind), list(of_kind)) for kind, of_kind in groupby(items, key=lambda item: item.kind)]


def drop_unpublished(edition: Edition) -> None:
    """Leave out the items that lead to pages which are not public any more. Raises nothing; all may be gone then."""
    before = items_to_send(edition)
    public = public_paths(item.path for item in before)
    if gone := [item.pk for item in before if item.path not in public]:
        edition.items.filter(pk__in=gone).update(dropped=True)
        _let_subject_follow(edition, before)


def public_paths(paths: Iterable[str]) -> set[str]:
    """Those of these paths of tools and comparisons that lead readers to a page, also by former slugs. Two queries."""
    slugs = {path: set(path.rpartition("/")[2].split(SEPARATOR)) for path in paths}
    asked = set().union(*slugs.values())
    public = set(Tool.objects.published().filter(slug__in=asked).values_list("slug", flat=True))
    former = FormerSlug.objects.filter(is_public("tool__"), slug__in=asked - public)
    public |= set(former.values_list("slug", flat=True))
    return {path for path, named in slugs.items() if named <= public}


def default_subject(items: Sequence[Item]) -> str:
    """A subject from what the items tell, which come in order: 1 to 120 letters, or none where there are no items.

    It names the first two things, of two kinds where there are two.
    """
    leading: dict[str, Item] = {}
    for rank in zip_longest(*(section.items for section in sections(items))):
        for item in filter(None, rank):
            leading.setdefault(item.path, item)
    phrases = [_phrase(item) for item in list(leading.values())[:2]]
    whole = ", ".join(phrases) + (" and more" if len(items) > len(phrases) else "")
    return whole if len(whole) <= LONGEST_SUBJECT else f"{phrases[0]} and more"


def summary(items: Iterable[Item]) -> str:
    """How much of what the items tell: `New verdicts on 3 tools, 1 featured comparison and votes on 5 tools`."""
    words = {
        Kind.NEW: lambda count: f"new verdicts on {counted(count, 'tool')}",
        Kind.CHANGED: lambda count: f"changed verdicts on {counted(count, 'tool')}",
        Kind.FEATURED: lambda count: counted(count, "featured comparison"),
        Kind.DISAGREES: lambda count: f"readers against the panel on {counted(count, 'tool')}",
        Kind.VOTED: lambda count: f"votes on {counted(count, 'tool')}",
    }
    said = listed([words[section.kind](len(section.items)) for section in sections(items)] or ["nothing to tell"])
    return said[0].upper() + said[1:]


def days_of(edition: Edition) -> str:
    """The days that it tells of: `16–22 November 2026`, or up to when it was sent, or `… until now` of a draft."""
    week, until = edition.span, edition.begun_at or timezone.now()
    first = week.monday
    if until < week.end and edition.begun_at is None:
        return f"{first:%-d %B %Y} until now"
    last = min(week.sunday, until.astimezone(zone()).date())
    if first == last:
        return f"{last:%-d %B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last:%-d %B %Y}"
    return f"{first:%-d %B}{f' {first.year}' if first.year != last.year else ''} – {last:%-d %B %Y}"


def _renew(edition: Edition, kind: Kind, news: list[Item]) -> None:
    """Have the items of this kind tell `news`, in its order unless staff have seen to order or omissions."""
    there = list(edition.items.filter(kind=kind).order_by("pk"))
    if _is_as_built(there, kind):
        edition.items.filter(kind=kind).delete()
        new, taken, last = news, 0, 0
    else:
        new = _update(there, news)
        kept = edition.items.filter(kind=kind)
        taken, last = kept.filter(dropped=False).count(), max((item.position for item in kept), default=0)
    for number, item in enumerate(new, 1):
        item.edition, item.position, item.dropped = edition, last + number, taken + number > MOST[kind]
    Item.objects.bulk_create(new)


def _is_as_built(items: list[Item], kind: Kind) -> bool:
    """Whether `items`, in the order in which they were made, stand in that order, and only what is too much is out."""
    in_order = sorted(items, key=lambda item: (item.position, item.pk)) == items
    return in_order and [item.dropped for item in items] == [number >= MOST[kind] for number in range(len(items))]


def _update(there: list[Item], news: list[Item]) -> list[Item]:
    """Let the items that are there say what the news says of the same, delete the others, and return what is left."""
    by_path = {item.path: item for item in news}
    for item in there:
        if item.path not in by_path:
            item.delete()
            continue
        now = by_path.pop(item.path)
        item.title, item.line, item.notes, item.categories = now.title, now.line, now.notes, now.categories
        item.save()
    return list(by_path.values())


def _let_subject_follow(edition: Edition, before: Sequence[Item]) -> None:
    subject = default_subject(items_to_send(edition))
    if subject and edition.subject == default_subject(before):
        edition.subject = subject
        edition.save(update_fields=["subject", "updated_at"])


def _phrase(item: Item) -> str:
    """What an item tells, in a few words that begin with a name."""
    name = shortened(item.title, 60 if item.kind == Kind.FEATURED else 40)
    if item.kind == Kind.NEW:
        endings = {"Ship": "ships", "Skip": "is a skip", "Mixed": "splits the panel"}
        return f"{name} {endings.get(item.line.partition(' ')[0], 'is reviewed')}"
    if item.kind == Kind.CHANGED:
        return _turn(name, item.notes)
    return {
        Kind.FEATURED: name,
        Kind.DISAGREES: f"{name} divides readers and panel",
        Kind.VOTED: f"{name} gathers votes",
    }[Kind(item.kind)]


def _turn(name: str, notes: list[list[str]]) -> str:
    """`Builder turns to skip on Foo`, from a note that begins with `Builder: Ship 85, now Skip 40`."""
    reviewer, _, change = (notes[0][0] if notes else "").rpartition(": ")
    before, _, after = change.partition(", now ")
    word = after.partition(" ")[0].lower()
    if not word or before.lower().startswith(word):
        return f"{name} is scored anew"
    return f"{shortened(reviewer, 30)} turns to {word} on {name}"
