"""Sign-ins that can be ended, and the table in which all web processes count wrong passwords and codes together."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COUNTS = """
CREATE TABLE casefile_counts (
    key text PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX casefile_counts_expires ON casefile_counts (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("casefile", "0007_kinds_of_work")]
    operations = [
        migrations.RunSQL(COUNTS, "DROP TABLE casefile_counts"),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("device", models.CharField(blank=True, max_length=60)),
                ("by_link", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sign-out", "signed out"),
                            ("idle", "nothing was done for 15 minutes"),
                            ("too long", "it had lasted 8 hours"),
                            ("elsewhere", "ended from another device"),
                            ("reset", "the second factor was reset or removed"),
                            ("link", "the demonstration is no longer all there is"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["seen_at"], name="open_sign_ins")
                ],
            },
        ),
    ]
