"""The five comparisons of the demo data, figure by figure."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

ALL_SHIP, THREE_SHIP = "Ship · 4 ship / 0 skip", "Ship · 3 ship / 1 skip"
FREE = "Free (Apache 2.0 open weights)"
FREE_OR_BY_TOKEN = "Free (Apache 2.0 weights) / La Plateforme API pay-per-token"

# Path; then for each side: panel, percent, mean score, entry, pricing, category, licence.
COMPARISONS = [
    (
        "/compare/smollm3-vs-mistral-8x24b-mixture-of-experts",
        (THREE_SHIP, "75%", None, "Free", "–", "Developer Tools", "Apache 2.0"),
        (ALL_SHIP, "100%", None, "Free", "–", "Developer Tools", "Apache 2.0"),
        "A lean to Mistral 8x24B Mixture-of-Experts.",
    ),
    (
        "/compare/smollm3-vs-mistral-small-3-1",
        (THREE_SHIP, "75%", None, "Free", "–", "Developer Tools", "Apache 2.0"),
        (THREE_SHIP, "75%", None, "Free", "–", "Developer Tools", "Apache 2.0"),
        "A lean to SmolLM3 (consumer-GPU release).",
    ),
    (
        "/compare/smollm3-on-device-vs-mistral-next-70b",
        (ALL_SHIP, "100%", None, "Free", "–", "Developer Tools", "–"),
        (ALL_SHIP, "100%", None, "Free", "–", "Developer Tools", "Apache 2.0"),
        "Too close to call.",
    ),
    (
        "/compare/smolvlm-3b-vs-mistral-8x22b-v2",
        (THREE_SHIP, "75%", "74/100", "Free", FREE, "Developer Tools", "Apache 2.0"),
        (THREE_SHIP, "75%", "73/100", "Free", FREE_OR_BY_TOKEN, "Developer Tools", "Apache 2.0"),
        "A narrow lean to SmolVLM-3B.",
    ),
    (
        "/compare/smolvlm2-2b-vs-mistral-8x24b-mixture-of-experts",
        (ALL_SHIP, "100%", None, "Free", "–", "Developer Tools", "–"),
        (ALL_SHIP, "100%", None, "Free", "–", "Developer Tools", "Apache 2.0"),
        "Too close to call.",
    ),
]


def rows(page: BeautifulSoup) -> dict[str, list[str]]:
    return {
        row.th.text.replace("(differs)", "").strip(): [" ".join(cell.text.split()) for cell in row.select("td")]
        for row in page.select(".ledger tbody tr")
    }


def figures(corner) -> dict[str, str]:
    return {entry.dt.text: " ".join(entry.dd.text.split()) for entry in corner.select(".figures > div")}


@pytest.mark.parametrize(("path", "left", "right", "headline"), COMPARISONS)
def test_every_figure_is_as_the_facts_have_it(client: Client, demo: None, path, left, right, headline):
    page = BeautifulSoup(client.get(path).content, "html.parser")

    decision = rows(page)
    for place, (panel, percent, score, entry, pricing, category, licence) in enumerate((left, right)):
        shown = figures(page.select(".corner")[place])
        assert shown["Panel ship"] == percent
        assert shown.get("Panel score") == score
        assert shown["Entry"] == entry
        assert shown["Community"] == "– No community votes yet"
        column = {criterion: cells[place] for criterion, cells in decision.items()}
        assert column["Panel verdict"] == panel
        assert column["Pricing"] == pricing
        assert column["Category"] == category
        assert column["Licence"] == licence
        assert column["Community"] == "No community votes yet"
    assert page.select_one(".lean strong").text == headline


@pytest.mark.parametrize("path", [row[0] for row in COMPARISONS])
def test_its_own_order_is_canonical(client: Client, demo: None, path):
    html = client.get(path).content.decode()

    assert f'<link rel="canonical" href="http://testserver{path}">' in html


def test_the_scores_of_the_one_scored_comparison(client: Client, demo: None):
    page = BeautifulSoup(client.get("/compare/smolvlm-3b-vs-mistral-8x22b-v2").content, "html.parser")

    scores = {row.h3.text: [score.text for score in row.select(".score")] for row in page.select(".round")}
    assert scores == {
        "Builder": ["85/100", "82/100"],
        "Skeptic": ["78/100", "75/100"],
        "Futurist": ["82/100", "78/100"],
        "Founder": ["52/100", "55/100"],
    }


def test_a_founder_row_with_an_empty_right_cell_and_a_creator_row_with_an_empty_left_one(client: Client, demo: None):
    page = BeautifulSoup(client.get("/compare/smollm3-vs-mistral-small-3-1").content, "html.parser")

    gaps = {
        row.h3.text: [
            cell.select_one(".none").text if cell.select_one(".none") else None for cell in row.select(".side")
        ]
        for row in page.select(".round")
    }
    assert gaps == {
        "Builder": [None, None],
        "Skeptic": [None, None],
        "Futurist": [None, None],
        "Founder": [None, "No Founder review"],
        "Creator": ["No Creator review", None],
    }
    assert "Only the 3 reviewers who covered both count here" in page.text
