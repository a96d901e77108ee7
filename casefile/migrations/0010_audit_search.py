"""Whose lawsuit and which client an entry speaks of, under a second version of its MAC; and what it is found by.

Entries written before stay as they are, under the first version: a column with a constant default rewrites no row.
"""

from django.db import migrations, models

COLUMNS = {
    "version": models.PositiveSmallIntegerField(db_default=1, default=1),
    "lawsuit": models.UUIDField(null=True),
    "client": models.UUIDField(null=True),
}
INDEXES = [
    models.Index(fields=["actor", "seq"], name="entries_by_person"),
    models.Index(fields=["act", "seq"], name="entries_by_act"),
    models.Index(fields=["subject", "seq"], name="entries_by_subject"),
    models.Index(fields=["at"], name="entries_by_day"),
    models.Index(condition=models.Q(lawsuit__isnull=False), fields=["lawsuit", "seq"], name="entries_by_lawsuit"),
    models.Index(condition=models.Q(client__isnull=False), fields=["client", "seq"], name="entries_by_client"),
]


class Migration(migrations.Migration):
    dependencies = [("casefile", "0009_tokens_revoked_at")]
    operations = [
        *(migrations.AddField("auditentry", name, field) for name, field in COLUMNS.items()),
        *(migrations.AddIndex("auditentry", index) for index in INDEXES),
    ]
