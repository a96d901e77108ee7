"""Who may learn whose identity. A row is ended and never deleted or rewritten: its past is what an auditor reads."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


RIGHTS = """
REVOKE UPDATE, DELETE ON plaintiffs_needtoknow FROM casefile_app;
GRANT UPDATE (ended_at, ended_by_id, end_reason) ON plaintiffs_needtoknow TO casefile_app;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('plaintiffs', '0003_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NeedToKnow',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('effect', models.CharField(choices=[('grant', 'given'), ('deny', 'denied')], max_length=10)),
                ('reason_code', models.CharField(choices=[('work', "works on this client's claims or papers"), ('contact', 'speaks with this client'), ('conflict', 'conflict of interest'), ('kinship', 'is this client, or a relative, partner or close colleague of hers'), ('wish', 'the client wishes it'), ('order', 'an order of the court'), ('care', 'a precaution until it is looked into')], max_length=20)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, choices=[('done', 'no longer needed'), ('mistake', 'given or denied by mistake'), ('cleared', 'it was looked into and cleared up'), ('replaced', 'another took its place')], max_length=20)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='need_to_know', to='plaintiffs.client')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='need_to_know', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['given_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('client', 'staff', 'effect'), name='one_grant_and_one_denial_at_a_time'), models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='it_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='an_end_has_its_person_and_reason'), models.CheckConstraint(condition=models.Q(('effect', 'deny'), models.Q(('given_by', models.F('staff')), _negated=True), _connector='OR'), name='nobody_gives_herself_access'), models.CheckConstraint(condition=models.Q(('effect', 'grant'), ('ended_by', None), models.Q(('ended_by', models.F('staff')), _negated=True), _connector='OR'), name='nobody_lifts_a_denial_of_herself')],
            },
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
