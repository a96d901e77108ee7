"""The history of rows is written by triggers and changed by nobody."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("filings", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON filings_governmentclaimhistory, filings_claimeventhistory FROM casefile_app;",
            migrations.RunSQL.noop,
        )
    ]
