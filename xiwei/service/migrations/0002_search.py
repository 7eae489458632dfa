"""The words tickets are found by."""

from django.db import migrations

from xiwei.shared.search import CreateIndex


class Migration(migrations.Migration):
    dependencies = [("service", "0001_initial")]

    operations = [CreateIndex("service_ticket_words")]
