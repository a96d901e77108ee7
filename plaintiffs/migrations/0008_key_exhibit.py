"""Copies of the sealed key. Of a copy the application moves the state and what the decision fills in; it deletes bytes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


RIGHTS = """
REVOKE UPDATE, DELETE ON plaintiffs_keyexhibit, plaintiffs_keyround FROM casefile_app;
GRANT UPDATE (state, decided_by_id, decided_at, good_until, sha256, pages) ON plaintiffs_keyexhibit TO casefile_app;
REVOKE ALL ON plaintiffs_keycopy FROM casefile_app;
GRANT INSERT, DELETE, SELECT (exhibit_id, kek_version) ON plaintiffs_keycopy TO casefile_app;
GRANT SELECT, UPDATE ON plaintiffs_keycopy TO casefile_vault;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casefile', '0011_attention_notice'),
        ('plaintiffs', '0007_name_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KeyExhibit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('copy_no', models.PositiveIntegerField()),
                ('plaintiffs', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('whole', models.BooleanField(default=True)),
                ('asking', models.UUIDField()),
                ('reason_code', models.CharField(choices=[('motion', 'Lodged with a motion, until the court decides on sealing (CRC 2.551(b)(4))'), ('order', 'Filed under an order that seals it')], max_length=20)),
                ('purpose', models.CharField(max_length=300)),
                ('hearing', models.CharField(blank=True, max_length=120)),
                ('device', models.CharField(blank=True, max_length=60)),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('approved', 'approved and made'), ('denied', 'denied'), ('expired', 'nobody decided in time'), ('fetched', 'downloaded'), ('destroyed', 'file destroyed')], default='asked', max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('good_until', models.DateTimeField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('pages', models.PositiveIntegerField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lawsuit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='key_exhibits', to='casefile.lawsuit')),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='KeyCopy',
            fields=[
                ('exhibit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='copy', serialize=False, to='plaintiffs.keyexhibit')),
                ('kek_version', models.PositiveSmallIntegerField()),
                ('wrapped', models.BinaryField()),
                ('ciphertext', models.BinaryField()),
            ],
            options={
                'verbose_name_plural': 'key copies',
            },
        ),
        migrations.CreateModel(
            name='KeyRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('approved', 'approved and made'), ('denied', 'denied'), ('expired', 'nobody decided in time'), ('fetched', 'downloaded'), ('destroyed', 'file destroyed')], max_length=20)),
                ('at', models.DateTimeField()),
                ('words', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('exhibit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='plaintiffs.keyexhibit')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='keyexhibit',
            constraint=models.UniqueConstraint(fields=('lawsuit', 'copy_no'), name='a_copy_number_is_given_once'),
        ),
        migrations.AddConstraint(
            model_name='keyexhibit',
            constraint=models.UniqueConstraint(fields=('asked_by', 'asking'), name='a_form_asks_for_one_copy'),
        ),
        migrations.AddConstraint(
            model_name='keyexhibit',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='nobody_decides_on_her_own_copy'),
        ),
        migrations.AddConstraint(
            model_name='keyexhibit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'destroyed']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('good_until__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='a_copy_is_made_by_two_and_ends'),
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
