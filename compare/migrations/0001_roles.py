from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

CONTENT = ["category", "tool", "attribute", "fact", "comparison", "reviewer", "review"]
ROLES = {
    "Editor": [
        *(f"{action}_{model}" for model in CONTENT for action in ("add", "change", "delete", "view")),
        *("change_givenverdict", "view_givenverdict"),
        *("publish_tool", "publish_comparison", "publish_review"),
    ],
    "Reviewer": ["add_review", "change_review", "view_review"],
    "Moderator": ["change_vote", "view_vote", "view_burst", "view_ruling"],
}


def make_roles(apps, schema_editor):
    # Django makes permissions only when all migrations are through.
    for label in ("tools", "reviews", "votes"):
        create_permissions(installed.get_app_config(label), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects
    for role, names in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.add(
            *permissions.filter(codename__in=names, content_type__app_label__in=("tools", "reviews", "votes"))
        )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("tools", "0003_history"),
        ("reviews", "0002_history"),
        ("votes", "0003_taken_back_votes"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
