"""The words documents are found by."""

from django.db import migrations

from xiwei.shared.search import CreateIndex


class Migration(migrations.Migration):
    dependencies = [("estate", "0002_archive")]

    operations = [CreateIndex("estate_document_words")]
