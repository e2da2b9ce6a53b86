"""Staff find things by typing a part of what they are called."""

import json

LISTED = {
    ("tools/tool", "smolvlm"): {"SmolVLM-3B", "SmolVLM2-2B"},
    ("tools/tool", "mistral-next-70b"): {"Mistral-Next 70B"},
    ("tools/tool", "mistral ai 8x22"): {"Mistral 8x22B v2"},
    ("tools/tool", "nothing like this"): set(),
    ("tools/category", "developer"): {"Developer Tools"},
    ("tools/attribute", "runs-on"): {"Runs on"},
    ("tools/comparison", "smolvlm2"): {"SmolVLM2-2B vs Mistral 8x24B Mixture-of-Experts"},
    ("tools/comparison", "mistral-next-70b"): {"SmolLM3 (on-device release) vs Mistral-Next 70B"},
    ("reviews/reviewer", "skep"): {"Skeptic"},
    ("reviews/review", "aeroplane mode"): {"Builder on SmolVLM2-2B"},
    ("reviews/review", "smolvlm2-2b aeroplane"): {"Builder on SmolVLM2-2B"},
}
COMPLETED = {
    ("tools", "comparison", "first", "smolvlm"): ["SmolVLM-3B", "SmolVLM2-2B"],
    ("tools", "comparison", "fourth", "smolvlm2"): ["SmolVLM2-2B"],
    ("tools", "fact", "attribute", "needs"): ["Needs about"],
    ("reviews", "review", "tool", "next"): ["Mistral-Next 70B"],
}
NARROWED = {
    "tools/tool/?state__exact=published": 8,
    "tools/tool/?state__exact=draft": 0,
    "tools/comparison/?featured__exact=1": 5,
    "reviews/review/?verdict__exact=skip": 4,
    "reviews/reviewer/?active__exact=0": 0,
}


def test_a_list_is_searched_by_what_stands_in_it(admin_client, demo):
    found = {
        (model, text): {str(row) for row in admin_client.get(f"/admin/{model}/", {"q": text}).context["cl"].result_list}
        for model, text in LISTED
    }

    assert found == LISTED


def test_tools_and_attributes_are_completed_while_typing(admin_client, demo):
    names = ("app_label", "model_name", "field_name", "term")
    answers = {
        asked: admin_client.get("/admin/autocomplete/", dict(zip(names, asked, strict=True))) for asked in COMPLETED
    }

    assert {
        asked: [row["text"] for row in json.loads(response.content)["results"]] for asked, response in answers.items()
    } == COMPLETED


def test_a_list_is_narrowed_by_what_stands_beside_it(admin_client, demo):
    assert {path: len(admin_client.get(f"/admin/{path}").context["cl"].result_list) for path in NARROWED} == NARROWED
