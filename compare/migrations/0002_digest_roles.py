from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = {
    "Editor": [
        *("view_edition", "change_edition", "delete_edition", "send_edition"),
        *("view_item", "change_item"),
    ],
    "Moderator": ["view_subscriber", "change_subscriber", "delete_subscriber", "view_delivery"],
}


def add_to_roles(apps, schema_editor):
    create_permissions(installed.get_app_config("digest"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="digest")
    for role, names in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.add(*permissions.filter(codename__in=names))


class Migration(migrations.Migration):
    dependencies = [("compare", "0001_roles"), ("digest", "0001_initial")]

    operations = [migrations.RunPython(add_to_roles, migrations.RunPython.noop)]
