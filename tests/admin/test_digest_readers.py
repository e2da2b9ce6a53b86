"""Staff look up who reads the digest and what was sent to whom, stop what has to be stopped, and erase for good."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from digest.models import Delivery, Fate, Standing, Subscriber
from tests.admin.pages import page, told
from tests.digest.mailing import begun, readers
from tests.factories import CategoryFactory, DeliveryFactory, EditionFactory, SubscriberFactory
from tests.pages import get, texts

pytestmark = pytest.mark.django_db
SUBSCRIBERS, DELIVERIES = "/admin/digest/subscriber/", "/admin/digest/delivery/"


def found(client, path: str) -> set[Any]:
    return set(client.get(path).context["cl"].result_list)


def act(client, action: str, *chosen: Subscriber, **more: Any) -> list[str]:
    form = {"action": action, "_selected_action": [reader.pk for reader in chosen]}
    return told(client.post(SUBSCRIBERS, form | more, follow=True))


def standings() -> list[str]:
    return list(Subscriber.objects.order_by("pk").values_list("standing", flat=True))


def test_the_list_says_what_they_want_to_read(admin_client):
    SubscriberFactory(categories=[CategoryFactory(name=name, slug=name) for name in ("vision", "agents")])
    SubscriberFactory(standing=Standing.PENDING)

    lines = get(admin_client, SUBSCRIBERS).select("#result_list tbody tr")

    assert [texts(line.select(".field-standing, .field-news")) for line in lines] == [
        ["Not confirmed yet", "All news"],
        ["Confirmed", "agents, vision"],
    ]


@pytest.mark.parametrize(
    ("term", "count"), [("ann@example.org", 1), ("ANN@", 2), ("ann", 3), ("ann%", 0), ("example.org", 0), ("ann\0", 0)]
)
def test_they_are_found_by_the_beginning_of_the_address(admin_client, term, count):
    for address in ("Ann@example.org", "ann@example.net", "annette@example.org", "joann@example.org"):
        SubscriberFactory(address=address)

    answer = admin_client.get(SUBSCRIBERS, {"q": term})

    assert answer.status_code == 200
    assert "\0" in term or len(answer.context["cl"].result_list) == count


def test_they_are_narrowed_by_how_they_stand(admin_client):
    left = SubscriberFactory(standing=Standing.LEFT)
    SubscriberFactory()

    assert found(admin_client, f"{SUBSCRIBERS}?standing__exact=left") == {left}


def test_the_page_is_for_reading_and_leads_to_what_was_sent(admin_client):
    (reader, _other) = readers(2)
    edition = begun()

    html = get(admin_client, page(reader))

    assert reader.address in html.text
    assert str(reader.key) not in html.text
    assert not html.select("[name=_save], [name=address], [name=standing]")
    assert admin_client.post(page(reader), {"address": "x@example.org"}).status_code == 403
    link = html.find("a", string="See what was sent")
    assert found(admin_client, link["href"]) == {Delivery.objects.get(edition=edition, subscriber=reader)}


@pytest.mark.parametrize(
    ("action", "before", "after", "words"),
    [
        ("unsubscribe", Standing.CONFIRMED, Standing.LEFT, "1 subscriber is unsubscribed."),
        ("unsubscribe", Standing.PENDING, Standing.LEFT, "1 subscriber is unsubscribed."),
        ("unsubscribe", Standing.SUPPRESSED, Standing.SUPPRESSED, "Nothing to do"),
        ("suppress", Standing.CONFIRMED, Standing.SUPPRESSED, "1 subscriber is suppressed."),
        ("suppress", Standing.LEFT, Standing.SUPPRESSED, "1 subscriber is suppressed."),
        ("lift", Standing.SUPPRESSED, Standing.LEFT, "1 subscriber is no longer suppressed."),
        ("lift", Standing.CONFIRMED, Standing.CONFIRMED, "Nothing to do"),
    ],
)
def test_what_is_done_about_them(admin_client, action, before, after, words):
    chosen = SubscriberFactory(standing=before, confirmation="secret" if before == Standing.PENDING else "")
    other = SubscriberFactory(standing=before)

    assert act(admin_client, action, chosen)[0].startswith(words)

    assert standings() == [after, other.standing]
    assert Subscriber.objects.get(pk=chosen.pk).confirmation == ""


def test_the_log_of_the_desk_says_who_suppressed_and_the_reason_that_the_reader_sees_does_not(admin_client, admin_user):
    reader = SubscriberFactory()

    act(admin_client, "suppress", reader)
    assert Subscriber.objects.get().suppressed_because == "Staff suppressed it at their desk."
    assert LogEntry.objects.get().user == admin_user

    act(admin_client, "lift", reader)
    assert Subscriber.objects.values_list("standing", "suppressed_because").get() == ("left", "")


def test_too_many_at_once_are_left_alone(admin_client):
    readers(1_001)
    first = Subscriber.objects.first()

    said = act(admin_client, "unsubscribe", first, select_across="1")

    assert said == ["Nothing was changed: these are more than 1,000 at once. Narrow the list down."]
    assert set(standings()) == {Standing.CONFIRMED}


@pytest.mark.parametrize("how", ["page", "list"])
def test_deleting_erases_them_from_the_ledger_and_from_the_log_of_the_desk(admin_client, how):
    (reader,) = readers(1)
    edition = begun()
    act(admin_client, "unsubscribe", reader)

    if how == "page":
        admin_client.post(page(reader, "delete"), {"post": "yes"})
    else:
        act(admin_client, "delete_selected", reader, post="yes")

    assert not Subscriber.objects.exists()
    assert edition.deliveries.get().subscriber is None
    logged = list(LogEntry.objects.values_list("object_repr", "change_message"))
    assert len(logged) == 2
    assert reader.address not in str(logged)


def test_deliveries_are_found_by_the_beginning_of_the_address(admin_client):
    delivery = DeliveryFactory(subscriber__address="Ann@example.org")
    DeliveryFactory(subscriber__address="joann@example.org", edition=delivery.edition)

    assert found(admin_client, f"{DELIVERIES}?q=ann@EXAMPLE.org") == {delivery}
    assert found(admin_client, f"{DELIVERIES}?q=ann") == {delivery}
    assert found(admin_client, f"{DELIVERIES}?q=example.org") == set()
    assert len(found(admin_client, f"{DELIVERIES}?q=")) == 2


def test_deliveries_are_narrowed_by_fate_and_by_editions_that_have_begun(admin_client):
    readers(2)
    EditionFactory(subject="A draft of next week")
    begun()
    edition = begun()
    sent = edition.deliveries.first()
    Delivery.objects.filter(pk=sent.pk).update(fate=Fate.SENT)

    html = get(admin_client, DELIVERIES)

    assert edition.week in html.select_one("#changelist-filter").text
    assert "A draft of next week" not in html.text
    assert found(admin_client, f"{DELIVERIES}?fate__exact=sent&edition__id__exact={edition.pk}") == {sent}


def test_one_of_a_reader_who_was_erased_is_still_there(admin_client):
    delivery = DeliveryFactory(subscriber=None)

    assert found(admin_client, DELIVERIES) == {delivery}
    assert admin_client.get(page(delivery)).status_code == 200


def test_deliveries_are_for_reading_only(admin_client):
    delivery = DeliveryFactory()

    for what in ("change", "delete"):
        assert admin_client.post(page(delivery, what), {"post": "yes", "fate": "sent"}).status_code == 403
    assert admin_client.get(f"{DELIVERIES}add/").status_code == 403
    assert Delivery.objects.get().fate == Fate.WAITING
