"""Staff work through the facts that nobody has checked for long, each with one click."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from core.models import State
from tests.factories import AttributeFactory, CategoryFactory, FactFactory, ToolFactory
from tests.pages import get, texts
from tests.voting import token_in
from tools.models import Fact, Tool

FACTS = "/admin/tools/fact/"
DUE = f"{FACTS}?due=yes"
pytestmark = pytest.mark.django_db


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def facts() -> list[Fact]:
    """Of SmolVLM-3B, by when they were checked: 181 days ago, never, 400, 180 and 0 days ago."""
    tool = ToolFactory(name="SmolVLM-3B", slug="smolvlm-3b")
    days = {"Licence": 181, "Parameters": None, "Maker": 400, "Size": 180, "Age": 0}
    for name, day in days.items():
        checked = None if day is None else days_ago(day)
        FactFactory(tool=tool, attribute=AttributeFactory(name=name), checked_on=checked)
    return list(Fact.objects.order_by("pk"))


def listed(client: Client, path: str) -> list[str]:
    """The attributes on a page of the list, in order."""
    return texts(get(client, path).select("#result_list tbody .field-attribute"))


def press(client: Client, path: str, key: object, **more: object) -> tuple[str, list[str]]:
    """Where the button of a row leads, and in what words."""
    answer = client.post(path, {"action": "", "checked": key, **more}, follow=True)
    assert answer.status_code == 200
    return answer.redirect_chain[-1][0], [str(message) for message in answer.context["messages"]]


def checked_on(fact: Fact) -> date | None:
    return Fact.objects.get(pk=fact.pk).checked_on


def test_what_is_due_is_listed_with_what_was_never_checked_first_and_then_the_oldest(admin_client, facts):
    assert listed(admin_client, DUE) == ["Parameters", "Maker", "Licence"]


@pytest.mark.parametrize("query", ["", "?due=all", "?due=nonsense"])
def test_otherwise_all_are_listed(admin_client, facts, query):
    assert listed(admin_client, FACTS + query) == ["Parameters", "Maker", "Licence", "Size", "Age"]


def test_after_how_many_days_a_check_is_due_is_a_setting(admin_client, facts, settings):
    settings.FACT_STALE_AFTER_DAYS = 179

    assert listed(admin_client, DUE) == ["Parameters", "Maker", "Licence", "Size"]
    assert "Due: not checked for 179 days, or never" in get(admin_client, FACTS).text


@pytest.mark.parametrize(("state", "due"), [(State.DRAFT, 3), (State.PUBLISHED, 3), (State.WITHDRAWN, 0)])
def test_facts_of_withdrawn_tools_are_nobodys_work(admin_client, facts, state, due):
    Tool.objects.update(state=state)

    assert (len(listed(admin_client, DUE)), len(listed(admin_client, FACTS))) == (due, 5)


def test_one_click_says_that_a_fact_was_checked_today_and_stays_on_the_list(admin_client, facts):
    path = f"{DUE}&q=smolvlm&o=1"
    button = get(admin_client, path).select_one(f"button[name=checked][value='{facts[1].pk}']")
    assert " ".join(button.text.split()) == "Checked today"
    assert button["aria-label"] == "Checked today: Parameters of SmolVLM-3B"
    assert button.find_parent("form")["method"] == "post"

    assert press(admin_client, path, facts[1].pk) == (path, ["Parameters of SmolVLM-3B is marked as checked today."])

    assert checked_on(facts[1]) == timezone.localdate()
    assert checked_on(facts[0]) == days_ago(181)
    assert sorted(listed(admin_client, path)) == ["Licence", "Maker"]


def test_a_second_click_changes_nothing_and_says_the_same(admin_client, facts):
    press(admin_client, DUE, facts[1].pk)
    before, histories = list(Fact.objects.values()), Fact.pgh_event_model.objects.count()

    assert press(admin_client, DUE, facts[1].pk)[1] == ["Parameters of SmolVLM-3B is marked as checked today."]

    assert list(Fact.objects.values()) == before
    assert Fact.pgh_event_model.objects.count() == histories


def test_what_was_checked_today_needs_no_button(admin_client, facts):
    row = get(admin_client, FACTS).select("#result_list tbody tr")[-1]

    assert texts(row.select(".field-attribute, .field-checked_today")) == ["Age", "Yes"]


def test_ticked_rows_are_left_alone_by_the_button_of_another(admin_client, facts):
    press(admin_client, DUE, facts[1].pk, _selected_action=facts[0].pk, action="mark_as_checked")

    assert checked_on(facts[0]) == days_ago(181)


def test_the_day_is_that_of_the_sites_time_zone(admin_client, facts, settings):
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # at no hour do they have the same day
        settings.TIME_ZONE = zone
        press(admin_client, DUE, facts[1].pk)
        assert checked_on(facts[1]) == datetime.now(ZoneInfo(zone)).date()


def test_several_are_marked_at_once(admin_client, facts):
    chosen = [facts[0].pk, facts[1].pk, facts[4].pk]
    form = {"action": "mark_as_checked", "_selected_action": chosen}

    first = admin_client.post(DUE.replace("yes", "all"), form, follow=True)
    second = admin_client.post(DUE.replace("yes", "all"), form, follow=True)

    assert [str(message) for message in first.context["messages"]] == ["2 facts are marked as checked today."]
    assert [str(message) for message in second.context["messages"]] == [
        "Nothing to do: they are marked as checked today already."
    ]
    assert [checked_on(fact) for fact in facts] == [days_ago(0), days_ago(0), days_ago(400), days_ago(180), days_ago(0)]


def test_all_that_are_due_are_marked_at_once_and_no_others(admin_client, facts):
    form = {"action": "mark_as_checked", "_selected_action": [facts[0].pk], "select_across": "1"}

    admin_client.post(DUE, form)

    assert [checked_on(fact) for fact in facts] == [*[days_ago(0)] * 3, days_ago(180), days_ago(0)]


@pytest.mark.parametrize("key", ["", "abc", "0", "-1", "9" * 30, "9" * 5000, "\x00", "1 OR 1=1"])
def test_a_fact_that_is_not_there_is_said_to_be_gone(admin_client, facts, key):
    before = list(Fact.objects.values())

    assert press(admin_client, DUE, key) == (DUE, ["Nothing was marked: this fact is not here any more."])
    assert list(Fact.objects.values()) == before


def test_the_last_row_of_the_last_page_leads_to_the_page_before(admin_client, facts):
    tool = ToolFactory()
    Fact.objects.bulk_create(FactFactory.build(tool=tool, attribute=AttributeFactory()) for _ in range(98))
    path = f"{DUE}&p=2"
    assert listed(admin_client, path) == ["Licence"]

    where, _ = press(admin_client, path, facts[0].pk)

    assert where == path
    assert len(listed(admin_client, path)) == 100


def test_a_click_from_another_site_is_refused(admin_client, facts):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin_client.cookies
    page = strict.get(DUE)

    assert strict.post(DUE, {"checked": facts[1].pk}).status_code == 403
    assert checked_on(facts[1]) is None
    assert strict.post(DUE, {"checked": facts[1].pk, "csrfmiddlewaretoken": token_in(page)}).status_code == 302
    assert checked_on(facts[1]) == timezone.localdate()


@pytest.mark.parametrize("may", [True, False])
def test_only_those_who_may_change_facts_mark_them(client, django_user_model, facts, may):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    rights = ["view_fact", *(["change_fact"] if may else [])]
    editor.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(editor)

    html = client.get(DUE).content.decode()
    answer = client.post(DUE, {"checked": facts[1].pk})
    client.post(DUE, {"action": "mark_as_checked", "_selected_action": [facts[0].pk]})

    assert answer.status_code == (302 if may else 403)
    assert ('name="checked"' in html) == ('value="mark_as_checked"' in html) == may
    assert ([checked_on(fact) for fact in facts[:2]] == [days_ago(0)] * 2) == may


def test_the_source_opens_safely_and_as_it_is(admin_client):
    FactFactory(source_url="https://example.org/" + "a" * 100)
    FactFactory(source_url="https://example.org/?a=1&b=%22<i>")
    FactFactory(source_url="http://[")

    links = get(admin_client, FACTS).select("#result_list .field-source a")

    assert [link["href"] for link in links] == list(Fact.objects.order_by("pk").values_list("source_url", flat=True))
    assert all(set(link["rel"]) == {"noopener", "noreferrer", "nofollow"} and not link.get("target") for link in links)
    assert texts(links) == ["example.org", "example.org", "http://["]


def test_facts_are_found_by_tool_attribute_and_value(admin_client, facts):
    FactFactory(tool__name="Other", attribute__name="Context window", value="128k")

    found = {text: len(listed(admin_client, f"{FACTS}?q={text}")) for text in ("smolvlm-3b", "context", "128k", "none")}
    assert found == {"smolvlm-3b": 5, "context": 1, "128k": 1, "none": 0}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"value": " "}, "This field is required."),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"checked_on": "2999-01-01"}, "This day has not come yet."),
        ({"attribute": None}, "This tool has a fact of this attribute already."),
    ],
)
def test_a_fact_has_the_same_rules_on_its_own_page(admin_client, facts, wrong, message):
    other = FactFactory(tool=facts[0].tool, attribute__name="Other")
    whole = {"tool": other.tool_id, "attribute": other.attribute_id, "value": "7B", "source_url": "", "checked_on": ""}
    if "attribute" in wrong:
        wrong = {"attribute": facts[0].attribute_id}
    path = f"{FACTS}{other.pk}/change/"

    answer = admin_client.post(path, whole | wrong)

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert admin_client.post(path, whole).status_code == 302
    assert Fact.objects.get(pk=other.pk).value == "7B"


@pytest.mark.parametrize("path", [FACTS, DUE, f"{DUE}&q=tool"])
def test_a_list_of_many_facts_takes_few_queries(admin_client, path, django_assert_max_num_queries):
    category, attributes = CategoryFactory(), AttributeFactory.create_batch(2)
    tools = Tool.objects.bulk_create(ToolFactory.build_batch(150, category=category))
    Fact.objects.bulk_create(FactFactory.build(tool=tool, attribute=one) for tool in tools for one in attributes)

    with django_assert_max_num_queries(12):
        html = admin_client.get(path).content.decode()

    assert html.count(">Checked today</button>") == 100
