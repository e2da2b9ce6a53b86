from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations


def add_to_roles(apps, schema_editor):
    create_permissions(installed.get_app_config("tools"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="tools")
    editors, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Editor")
    editors.permissions.add(*permissions.filter(codename__in=["view_record", "delete_record"]))


class Migration(migrations.Migration):
    dependencies = [("compare", "0002_digest_roles"), ("tools", "0004_records")]

    operations = [migrations.RunPython(add_to_roles, migrations.RunPython.noop)]
