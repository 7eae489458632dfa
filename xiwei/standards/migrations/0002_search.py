"""The words the menu is found by."""

from django.db import migrations

from xiwei.shared.search import CreateIndex


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_initial")]

    operations = [CreateIndex("standards_menu_words")]
