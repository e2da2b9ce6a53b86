"""Tools at the edges of what a page may have to show, for a database that has the demo data."""

from datetime import date, timedelta

from django.contrib.auth.models import Group, User
from django.utils import timezone

from core.models import Choice, State
from reviews.models import Reviewer
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tools.models import Tool

UNBROKEN_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ADDRESS = "https://models.example/" + "releases/" * 12 + "weights.safetensors?" + "quantisation=q4_k_m&" * 8
SENTENCE = "It answers in whole sentences, keeps to the point, and says when it does not know what was asked of it. "
CODE = "`from_pretrained('an/organisation-with-a-long-name', torch_dtype='auto', device_map='auto')`"
MORE_THAN_ONE_CATALOGUE_PAGE = 13
EDITOR = "editor"  # the name and, on a site of a minute, the password


def make() -> None:
    unbroken, spaced = make_unbroken(), make_spaced()
    make_wordy()
    make_twins()
    make_editor()
    ToolFactory(name="Bare", slug="bare")
    ToolFactory(name="Bare too", slug="bare-too")
    ComparisonFactory(first=unbroken, second=spaced)
    ToolFactory.create_batch(MORE_THAN_ONE_CATALOGUE_PAGE)
    CategoryFactory(name=cut("Shelves that nobody has put anything on yet, " * 2, 60), slug="empty")
    ReviewerFactory(name="Newcomer", slug="newcomer", lens=cut(SENTENCE * 2, 200))


def make_unbroken() -> Tool:
    """A name without a space, half of four reviewers for it, and enough votes for a percentage."""
    tool = ToolFactory(name=cut(UNBROKEN_WORD * 2, 120), slug="unbroken", maker=cut(UNBROKEN_WORD * 2, 120))
    for slug, verdict, score in [
        ("builder", Choice.SHIP, 100),
        ("skeptic", Choice.SKIP, 0),
        ("futurist", Choice.SHIP, None),
        ("founder", Choice.SKIP, 1),
    ]:
        review(tool, slug, verdict, score, f"{UNBROKEN_WORD * 3} {CODE} <{ADDRESS}>")
    changed = tool.reviews.get(reviewer__slug="skeptic")
    changed.verdict, changed.score, changed.change_reason = Choice.SHIP, None, cut(SENTENCE * 3, 300)
    changed.save()
    VoteFactory.create_batch(7, tool=tool)
    VoteFactory.create_batch(4, tool=tool, choice=Choice.SKIP)
    return tool


def make_spaced() -> Tool:
    """A long name of short words, three reviewers against it, fewer votes than a percentage needs, and odd facts."""
    tool = ToolFactory(
        name=cut("The Tool That Is Named After All That It Can Do and a Little More " * 2, 120), slug="spaced"
    )
    for slug, score in [("builder", 37), ("skeptic", None), ("futurist", 5)]:
        review(tool, slug, Choice.SKIP, score, "It skips.")
    VoteFactory.create_batch(3, tool=tool)
    parameters, runs_on, formats = (AttributeFactory(slug=slug) for slug in ("parameters", "runs-on", "formats"))
    FactFactory(tool=tool, attribute=parameters, value="1T", source_url=ADDRESS, checked_on=date(2020, 2, 29))
    FactFactory(tool=tool, attribute=runs_on, value=cut(SENTENCE * 3, 300), source_url=ADDRESS)
    FactFactory(tool=tool, attribute=formats, value=cut(UNBROKEN_WORD * 4, 300), checked_on=timezone.localdate())
    FactFactory(
        tool=tool,
        attribute=AttributeFactory(
            name=cut("Attribute of a name as long as one may be, " * 2, 60), slug="long-attribute"
        ),
        checked_on=timezone.localdate() - timedelta(days=181),
    )
    return tool


def make_wordy() -> None:
    """Every text as long as it may be, a description of two hundred words, and very long reviews."""
    tool = ToolFactory(
        name="Wordy", slug="wordy", website="https://wordy.example/",
        maker=cut("Makers of Many Words, " * 6, 120), tagline=cut(SENTENCE * 2, 140),
        description=" ".join((SENTENCE * 10).split()[:200]),
        licence=cut("A-Licence-With-A-Long-Name-" * 3, 80), best_for=cut(SENTENCE * 2, 120),
        pricing=cut("$1,234.56 per seat and month; " * 7, 200),
        entry_amount="123456.789012", entry_unit="1M tokens",
    )  # fmt: skip
    for slug, verdict in [("builder", Choice.SHIP), ("futurist", Choice.SHIP), ("creator", Choice.SKIP)]:
        review(
            tool, slug, verdict, 66, f"{SENTENCE * 20}\n\n- {CODE}\n- *{SENTENCE}*\n\n> {SENTENCE}\n\n{SENTENCE * 10}"
        )


def make_twins() -> None:
    """Two tools of one name, told apart by qualifiers; only one of them was covered, by a single reviewer."""
    twin = ToolFactory(
        name="Twin", slug="twin", qualifier=cut("the release for desktop computers and nothing else, " * 2, 60)
    )
    ToolFactory(name="Twin", slug="twin-elsewhere", qualifier=cut(UNBROKEN_WORD, 60))
    review(twin, "creator", Choice.SHIP, None, "It ships.")
    twin.reviews.update(verdict=Choice.SKIP)
    for slug in ("builder", "skeptic"):  # still to come
        ReviewFactory(tool=twin, reviewer=Reviewer.objects.get(slug=slug), state=State.DRAFT)


def make_editor() -> None:
    editor = User.objects.create_user(EDITOR, password=EDITOR, is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))


def review(tool: Tool, reviewer: str, verdict: Choice, score: int | None, body: str) -> None:
    ReviewFactory(tool=tool, reviewer=Reviewer.objects.get(slug=reviewer), verdict=verdict, score=score, body=body)


def cut(text: str, length: int) -> str:
    """The first `length` characters, less a space at their end."""
    return text[:length].strip()
