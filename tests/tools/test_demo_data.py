"""The demo data says exactly what is known of the eight tools, and nothing more."""

from dataclasses import dataclass

from django.core.management import call_command

from compare.management.commands.prepare import SEED
from core.models import State
from reviews.models import Review, Reviewer
from reviews.selectors import panel_of, with_panel
from tools.models import Attribute, Category, Comparison, Fact, FormerSlug, Tool
from votes.models import Vote

PANEL = ["builder", "skeptic", "futurist", "founder"]
ALL_SHIP = dict.fromkeys(PANEL, ("ship", None))
FOUNDER_SKIPS = ALL_SHIP | {"founder": ("skip", None)}


@dataclass(frozen=True)
class Known:
    """What is known of one tool, as readers see it. Entry is Free and the category Developer Tools throughout."""

    name: str
    maker: str
    panel: str
    percent: int
    reviews: dict[str, tuple[str, int | None]]
    facts: dict[str, str]
    qualifier: str = ""
    title: str = ""
    licence: str = ""
    pricing: str = ""


TOOLS = {
    "smollm3": Known(
        name="SmolLM3",
        qualifier="consumer-GPU release",
        title="SmolLM3 (consumer-GPU release)",
        maker="Hugging Face",
        licence="Apache 2.0",
        panel="Ship · 3 ship / 1 skip",
        percent=75,
        reviews=FOUNDER_SKIPS,
        facts={
            "Parameters": "3B",
            "Modality": "Text",
            "Runs on": "Consumer GPUs, edge devices",
            "Fine-tuning": "Single consumer GPU",
            "Vendor benchmarks": "MMLU, HumanEval, GSM8K (claims best below 4B)",
        },
    ),
    "mistral-8x24b-mixture-of-experts": Known(
        name="Mistral 8x24B Mixture-of-Experts",
        maker="Mistral AI",
        licence="Apache 2.0",
        panel="Ship · 4 ship / 0 skip",
        percent=100,
        reviews=ALL_SHIP,
        facts={
            "Parameters": "141B total, 39B active",
            "Architecture": "Sparse mixture of experts",
            "Modality": "Text",
            "Also called": "Mixtral 8x22B",
            "Needs about": "2 x A100 80 GB to self-host comfortably",
            "Strengths claimed": "Maths, coding, reasoning",
        },
    ),
    "mistral-small-3-1": Known(
        name="Mistral Small 3.1",
        maker="Mistral AI",
        licence="Apache 2.0",
        panel="Ship · 3 ship / 1 skip",
        percent=75,
        reviews={
            "builder": ("ship", None),
            "skeptic": ("skip", None),
            "futurist": ("ship", None),
            "creator": ("ship", None),
        },
        facts={"Modality": "Text and images", "Runs on": "Devices, low-latency enterprise servers"},
    ),
    "smollm3-on-device": Known(
        name="SmolLM3",
        qualifier="on-device release",
        title="SmolLM3 (on-device release)",
        maker="Hugging Face",
        panel="Ship · 4 ship / 0 skip",
        percent=100,
        reviews=ALL_SHIP,
        facts={
            "Parameters": "3B",
            "Modality": "Text",
            "Runs on": "On device, edge",
            "Formats": "Transformers weights, GGUF",
            "Attention": "Grouped-query",
            "Get it from": "Hugging Face Hub, Ollama",
        },
    ),
    "mistral-next-70b": Known(
        name="Mistral-Next 70B",
        maker="Mistral AI",
        licence="Apache 2.0",
        panel="Ship · 4 ship / 0 skip",
        percent=100,
        reviews=ALL_SHIP,
        facts={
            "Parameters": "70B",
            "Modality": "Text",
            "Formats": "GGUF, GPTQ",
            "Variants": "Base, instruction-tuned chat",
            "Runs on": "Consumer GPUs when quantised (24 GB)",
        },
    ),
    "smolvlm-3b": Known(
        name="SmolVLM-3B",
        maker="Hugging Face",
        licence="Apache 2.0",
        pricing="Free (Apache 2.0 open weights)",
        panel="Ship · 3 ship / 1 skip",
        percent=75,
        reviews={
            "builder": ("ship", 85),
            "skeptic": ("ship", 78),
            "futurist": ("ship", 82),
            "founder": ("skip", 52),
        },
        facts={
            "Parameters": "3B",
            "Modality": "Text and images",
            "Runs on": "On device, edge",
            "Tasks": "Visual question answering, document understanding, captioning",
        },
    ),
    "mistral-8x22b-v2": Known(
        name="Mistral 8x22B v2",
        maker="Mistral AI",
        licence="Apache 2.0",
        pricing="Free (Apache 2.0 weights) / La Plateforme API pay-per-token",
        panel="Ship · 3 ship / 1 skip",
        percent=75,
        reviews={
            "builder": ("ship", 82),
            "skeptic": ("ship", 75),
            "futurist": ("ship", 78),
            "founder": ("skip", 55),
        },
        facts={
            "Parameters": "141B total, 39B active",
            "Architecture": "Mixture of experts",
            "Modality": "Text",
            "Vendor claim": "30% better instruction following than its predecessor",
            "Get it from": "Hugging Face, La Plateforme API",
        },
    ),
    "smolvlm2-2b": Known(
        name="SmolVLM2-2B",
        maker="Hugging Face",
        panel="Ship · 4 ship / 0 skip",
        percent=100,
        reviews=ALL_SHIP,
        facts={
            "Parameters": "2B",
            "Modality": "Text and images",
            "Runs on": "Phones, edge hardware",
            "Formats": "Transformers weights, GGUF, MLX Swift, INT4",
            "Tasks": "Document understanding, visual question answering",
            "Vendor claim": "Rivals models three times its size",
        },
    ),
}

COMPARISONS = [
    "/compare/smollm3-vs-mistral-8x24b-mixture-of-experts",
    "/compare/smollm3-vs-mistral-small-3-1",
    "/compare/smollm3-on-device-vs-mistral-next-70b",
    "/compare/smolvlm-3b-vs-mistral-8x22b-v2",
    "/compare/smolvlm2-2b-vs-mistral-8x24b-mixture-of-experts",
]

SENTENCES = [
    (Category, ["description"]),
    (Tool, ["tagline", "description", "best_for"]),
    (Reviewer, ["lens", "likes", "tired_of"]),
    (Review, ["body"]),
    (Comparison, ["summary"]),
]


def everything() -> list[tuple[str, list[dict[str, object]]]]:
    """Every row that the demo data could have touched, without the times of its writing."""
    models = (Category, Tool, Comparison, Reviewer, Review, Attribute, Fact, FormerSlug, Vote)
    times = ("created_at", "updated_at")
    return [
        (
            model.__name__,
            [{k: v for k, v in row.items() if k not in times} for row in model.objects.order_by("pk").values()],
        )
        for model in models
    ]


def test_the_demo_has_eight_tools_five_comparisons_and_a_panel_of_five_and_all_of_it_shows(demo):
    counts = {model: model.objects.count() for model in (Category, Tool, Comparison, Reviewer, Review, Attribute, Fact)}

    assert counts == {Category: 1, Tool: 8, Comparison: 5, Reviewer: 5, Review: 32, Attribute: 15, Fact: 39}
    assert Tool.objects.published().count() == 8
    assert Comparison.objects.published().featured().count() == 5
    assert Review.objects.published().count() == 32
    assert not Vote.objects.exists()
    assert not FormerSlug.objects.exists()


def test_a_tool_of_the_demo_is_what_is_known_of_it(demo):
    tools = {tool.slug: tool for tool in with_panel(Tool.objects.titled().select_related("category"))}

    assert set(tools) == set(TOOLS)
    for slug, known in TOOLS.items():
        tool = tools[slug]
        assert (tool.name, tool.qualifier, tool.title) == (known.name, known.qualifier, known.title or known.name)
        assert (tool.maker, tool.category.name, tool.category.slug) == (
            known.maker,
            "Developer Tools",
            "developer-tools",
        )
        assert (tool.licence_label, tool.entry_label, tool.pricing) == (known.licence, "Free", known.pricing)
        assert (panel_of(tool).label, panel_of(tool).percent) == (known.panel, known.percent)
        assert (tool.website, tool.logo.name) == ("", "")


def test_a_tool_of_the_demo_has_its_reviews_and_scores(demo):
    spoken: dict[str, list] = {slug: [] for slug in TOOLS}
    for review in Review.objects.in_panel_order().select_related("tool"):
        spoken[review.tool.slug].append((review.reviewer.slug, (review.verdict, review.score)))

    assert spoken == {slug: list(known.reviews.items()) for slug, known in TOOLS.items()}


def test_a_tool_of_the_demo_has_its_facts_with_no_source_or_day_invented(demo):
    told: dict[str, dict] = {slug: {} for slug in TOOLS}
    for fact in Fact.objects.select_related("tool", "attribute"):
        told[fact.tool.slug][fact.attribute.name] = (fact.value, fact.source_url, fact.checked_on)

    assert told == {
        slug: {name: (value, "", None) for name, value in known.facts.items()} for slug, known in TOOLS.items()
    }


def test_the_comparisons_of_the_demo_stand_in_their_order(demo):
    assert [comparison.get_absolute_url() for comparison in Comparison.objects.order_by("published_at")] == COMPARISONS


def test_the_panel_of_the_demo_speaks_in_its_order(demo):
    assert [reviewer.slug for reviewer in Reviewer.objects.all()] == [*PANEL, "creator"]
    assert [reviewer.name for reviewer in Reviewer.objects.filter(active=True)] == [
        "Builder",
        "Skeptic",
        "Futurist",
        "Founder",
        "Creator",
    ]


def test_a_review_of_the_demo_has_60_to_120_words(demo):
    lengths = {str(review): len(review.body.split()) for review in Review.objects.all()}

    assert {name: words for name, words in lengths.items() if not 60 <= words <= 120} == {}


def test_no_sentence_of_the_demo_is_empty_or_said_twice(demo):
    for model, fields in SENTENCES:
        for name in fields:
            sentences = [text.strip() for text in model.objects.values_list(name, flat=True)]

            assert all(sentences), (model, name)
            assert len(set(sentences)) == len(sentences), (model, name)


def test_all_of_the_demo_keeps_the_rules(demo):
    for model in (Category, Tool, Comparison, Reviewer, Review, Attribute, Fact):
        links = {field.name for field in model._meta.fields if field.is_relation}
        for row in model.objects.all():
            row.clean_fields(exclude=links)  # the database itself holds all other rules
            row.clean()
            if hasattr(row, "state"):
                assert row.state == State.PUBLISHED


def test_loading_the_demo_again_changes_nothing(demo):
    before = everything()

    call_command("loaddata", *SEED, verbosity=0)

    assert everything() == before


def test_loading_the_demo_again_mends_what_was_changed(demo):
    before = everything()
    Tool.objects.filter(slug="smollm3").update(tagline="Something else.")
    Review.objects.filter(tool__slug="smollm3", reviewer__slug="builder").update(verdict="skip")
    Comparison.objects.filter(second__slug="mistral-8x22b-v2").update(summary="")

    call_command("loaddata", *SEED, verbosity=0)

    assert everything() == before


def test_what_is_dumped_by_natural_keys_can_be_loaded_into_an_empty_site(demo, tmp_path):
    dump = str(tmp_path / "dump.yaml")
    options = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True, "format": "yaml", "verbosity": 0}
    content = ("tools.category", "tools.attribute", "tools.tool", "tools.fact", "tools.comparison")
    call_command("dumpdata", *content, "reviews.reviewer", "reviews.review", output=dump, **options)
    for model in (Tool, Category, Attribute, Reviewer):  # the rest goes with them
        model.objects.all().delete()

    call_command("loaddata", dump, verbosity=0)

    assert "pk:" not in (tmp_path / "dump.yaml").read_text()
    assert [comparison.get_absolute_url() for comparison in Comparison.objects.order_by("published_at")] == COMPARISONS
    assert {tool.slug: panel_of(tool).percent for tool in with_panel(Tool.objects.all())} == {
        slug: known.percent for slug, known in TOOLS.items()
    }
    assert Fact.objects.count() == 39
