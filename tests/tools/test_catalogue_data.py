"""The catalogue in the demo data says what was read of 28 tools, and its sample copy keeps the house rules."""

import re
from collections import Counter
from datetime import UTC, date, datetime

from core.models import State
from core.verdicts import Verdict
from reviews.models import Review
from reviews.selectors import panel_of, with_panel
from tools.models import Attribute, Category, Comparison, Fact, Tool

PANEL = ["builder", "skeptic", "futurist", "founder"]
GATHERED_ON = date(2026, 11, 21)

# Shelf, name, maker, licence, entry, how many facts: as readers see them.
TOOLS = [
    ("Coding assistants", "Cursor", "Anysphere", "Proprietary", "Free", 7),
    ("Coding assistants", "Claude Code", "Anthropic", "Proprietary", "$20/mo", 7),
    ("Coding assistants", "GitHub Copilot", "GitHub", "Proprietary", "Free", 6),
    ("Coding assistants", "Aider", "Aider-AI (Paul Gauthier)", "Apache 2.0", "Free", 6),
    ("Local inference", "Ollama", "Ollama", "MIT", "Free", 6),
    ("Local inference", "llama.cpp", "ggml-org (Georgi Gerganov)", "MIT", "Free", 6),
    ("Local inference", "LM Studio", "LM Studio", "Proprietary", "Free", 6),
    ("Local inference", "vLLM", "vLLM project (started at UC Berkeley)", "Apache 2.0", "Free", 6),
    ("Vector databases", "pgvector", "pgvector project", "PostgreSQL", "Free", 7),
    ("Vector databases", "Qdrant", "Qdrant", "Apache 2.0", "Free", 7),
    ("Vector databases", "Weaviate", "Weaviate B.V.", "BSD 3-Clause", "Free", 7),
    ("Vector databases", "Chroma", "Chroma", "Apache 2.0", "Free", 7),
    ("Agent frameworks", "LangGraph", "LangChain Inc", "MIT", "Free", 7),
    ("Agent frameworks", "CrewAI", "crewAI, Inc.", "MIT", "Free", 7),
    ("Agent frameworks", "Pydantic AI", "Pydantic", "MIT", "Free", 7),
    ("Agent frameworks", "smolagents", "Hugging Face", "Apache 2.0", "Free", 7),
    ("App builders", "v0", "Vercel", "Proprietary", "Free", 6),
    ("App builders", "Bolt", "StackBlitz", "Proprietary", "Free", 7),
    ("App builders", "Lovable", "Lovable", "Proprietary", "Free", 6),
    ("App builders", "Replit", "Replit", "Proprietary", "Free", 6),
    ("Image generation", "Midjourney", "Midjourney, Inc.", "Proprietary", "$10/mo", 6),
    ("Image generation", "FLUX.1", "Black Forest Labs", "Apache 2.0", "Free", 7),
    ("Image generation", "Stable Diffusion 3.5", "Stability AI", "Stability AI Community", "Free", 7),
    ("Image generation", "Ideogram", "Ideogram", "Proprietary", "Free", 5),
    ("Answer engines", "Perplexity", "Perplexity", "Proprietary", "Free", 7),
    ("Answer engines", "Kagi Assistant", "Kagi", "Proprietary", "$5/mo", 7),
    ("Answer engines", "You.com", "You.com", "Proprietary", "", 5),
    ("Answer engines", "ChatGPT search", "OpenAI", "Proprietary", "Free", 5),
]

# Tool, attribute, value, source, day.
FACTS = [
    (
        "cursor",
        "MCP support",
        "Yes: stdio, SSE, Streamable HTTP",
        "https://cursor.com/docs/mcp.md",
        None,
    ),
    (
        "lm-studio",
        "Runs on",
        "Apple Silicon macOS 14+, Windows x64/ARM, Linux x64/ARM64",
        "https://github.com/lmstudio-ai/docs/blob/c6854fba2575bf21e07702ee210e1bed09e7c577/"
        "0_app/0_root/system-requirements.md",
        date(2026, 4, 29),
    ),
    (
        "pgvector",
        "Max dimensions",
        "16,000 stored; 2,000 indexed (4,000 half-precision)",
        "https://github.com/pgvector/pgvector/blob/e48241b4dcc045b18902914f668d03d1d399dfbe/README.md",
        date(2026, 8, 19),
    ),
    (
        "flux-1",
        "Licence terms",
        "[schnell] Apache-2.0; [dev] non-commercial",
        "https://github.com/black-forest-labs/flux/blob/802fb4713906133fcbd0d8dc5351620ca4773036/README.md",
        date(2025, 7, 31),
    ),
    (
        "ideogram",
        "API price",
        "Ideogram 4.5: $0.03 low, $0.06 medium, $0.10 high",
        "https://ideogram.ai/blog/ideogram-api-pricing",
        date(2026, 11, 16),
    ),
    (
        "you-com",
        "Page content",
        "$1 per 1,000 pages fetched live",
        "https://you.com/docs/administration/billing?ref=humai.blog",
        None,
    ),
]


def of_catalogue():
    """The tools beside the eight first, shelf by shelf."""
    return Tool.objects.exclude(category__slug="developer-tools").order_by("category__position", "pk")


def sentences(prose: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", prose.strip())


def test_the_catalogue_adds_28_tools_on_seven_shelves(catalogue):
    tools = [
        (tool.category.name, tool.name, tool.maker, tool.licence_label, tool.entry_label, tool.facts.count())
        for tool in of_catalogue().select_related("category")
    ]

    assert tools == TOOLS
    assert Tool.objects.published().count() == 36
    assert all(of_catalogue().values_list("website", flat=True))
    assert all(of_catalogue().values_list("pricing", flat=True))


def test_the_eight_first_tools_stay_as_they_are(catalogue, demo):
    assert Tool.objects.filter(category__slug="developer-tools").count() == 8
    assert Fact.objects.filter(tool__category__slug="developer-tools").count() == 39
    assert Category.objects.first().slug == "developer-tools"


def test_facts_of_the_catalogue_are_there_to_the_letter(catalogue):
    for slug, attribute, value, source, day in FACTS:
        fact = Fact.objects.get(tool__slug=slug, attribute__name=attribute)

        assert (fact.value, fact.source_url, fact.checked_on) == (value, source, day)


def test_a_fact_of_the_catalogue_has_its_source_and_no_day_to_come(catalogue):
    facts = Fact.objects.filter(tool__in=of_catalogue())

    assert facts.count() == 180
    assert not facts.filter(source_url="").exists()
    assert facts.filter(checked_on=None).count() == 65
    assert not facts.filter(checked_on__gt=GATHERED_ON).exists()


def test_every_tool_of_the_catalogue_has_a_scorecard_of_the_standing_panel(catalogue):
    for tool in of_catalogue().prefetch_related("reviews__reviewer"):
        assert sorted(review.reviewer.slug for review in tool.reviews.all()) == sorted(PANEL), tool
        assert all(tool.published_at <= review.published_at for review in tool.reviews.all()), tool

    assert not Review.objects.filter(published_at__gte=datetime(2026, 11, 21, tzinfo=UTC)).exists()


def test_the_panel_disagrees_on_the_catalogue(catalogue):
    tallies = [panel_of(tool) for tool in with_panel(of_catalogue())]
    reviews = Review.objects.filter(tool__in=of_catalogue())

    assert {tally.ships for tally in tallies} == {0, 1, 2, 3, 4}
    assert Counter(tally.verdict for tally in tallies)[Verdict.SHIP] < 20
    assert reviews.filter(score=None).count() == 14
    assert reviews.filter(verdict="ship", score__lte=62).exists()  # the word is the reviewer's own
    assert reviews.filter(verdict="skip", score__gte=62).exists()


def test_a_review_of_the_catalogue_has_30_to_60_words(catalogue):
    lengths = {str(one): len(one.body.split()) for one in Review.objects.filter(tool__in=of_catalogue())}

    assert {name: words for name, words in lengths.items() if not 30 <= words <= 60} == {}


def test_no_sentence_of_a_review_is_said_twice(catalogue):
    said = Counter(sentence for body in Review.objects.values_list("body", flat=True) for sentence in sentences(body))

    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_a_description_of_the_catalogue_has_two_to_four_sentences_and_a_tagline_one(catalogue):
    for tool in of_catalogue():
        assert 2 <= len(sentences(tool.description)) <= 4, tool
        assert len(sentences(tool.tagline)) == 1, tool
        assert tool.best_for


def test_every_shelf_of_the_catalogue_has_two_featured_comparisons_of_its_own(catalogue):
    featured = Comparison.objects.published().featured().select_related("first__category", "second__category")
    shelves = Counter(one.first.category for one in featured if one.first.category == one.second.category)

    assert {
        shelf.slug: number for shelf, number in shelves.items() if shelf.slug != "developer-tools"
    } == dict.fromkeys(of_catalogue().values_list("category__slug", flat=True), 2)
    assert len(set(featured.values_list("summary", flat=True))) == 19


def test_all_of_the_catalogue_keeps_the_rules(catalogue):
    for model in (Category, Tool, Comparison, Review, Attribute, Fact):
        links = {field.name for field in model._meta.fields if field.is_relation}
        for row in model.objects.all():
            row.clean_fields(exclude=links)  # the database itself holds all other rules
            row.clean()
            assert getattr(row, "state", State.PUBLISHED) == State.PUBLISHED
