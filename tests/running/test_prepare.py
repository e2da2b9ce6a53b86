"""Preparing adds what a new site needs and touches nothing of what is already there."""

from io import StringIO

from django.contrib.auth import get_user_model
from django.core.management import call_command

from compare.management.commands.prepare import new_staff_login
from tests.factories import CategoryFactory
from tools.models import Category, Comparison, Tool


def prepare() -> str:
    printed = StringIO()
    call_command("prepare", stdout=printed)
    return printed.getvalue()


def test_prepare_adds_no_demo_data_to_what_is_there(db):
    CategoryFactory(name="Mine", slug="mine")

    printed = prepare()

    assert "demo data" not in printed
    assert [category.name for category in Category.objects.all()] == ["Mine"]
    assert not Tool.objects.exists()


def test_prepare_adds_no_demo_data_where_staff_took_the_tools_away(demo):
    Tool.objects.all().delete()

    assert "demo data" not in prepare()
    assert not Tool.objects.exists()


def test_a_first_start_loads_all_36_tools(db, settings):
    settings.DEMO = "catalogue"

    assert "loading the demo data" in prepare()
    assert Tool.objects.published().count() == 36
    assert Comparison.objects.published().featured().count() == 19


def test_a_first_start_that_is_told_so_loads_only_the_eight(db, settings):
    settings.DEMO = "seed"

    assert "loading the demo data" in prepare()
    assert Tool.objects.published().count() == 8
    assert Category.objects.count() == 1


def test_staff_login_is_made_where_there_is_none(db):
    login = new_staff_login()

    assert login
    name, password = login
    assert len(password) >= 12
    user = get_user_model().objects.get(username=name)
    assert user.check_password(password)
    assert user is not None
    assert user.is_superuser
    assert new_staff_login() is None
    assert get_user_model().objects.count() == 1


def test_staff_login_gets_another_name_where_the_usual_one_was_closed(db):
    closed = get_user_model().objects.create_user("staff", password="theirs", is_active=False)

    login = new_staff_login()

    assert login
    assert get_user_model().objects.get(username=login[0]).check_password(login[1])
    closed.refresh_from_db()
    assert not closed.is_active
    assert closed.check_password("theirs")
