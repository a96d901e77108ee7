"""Openings of sealed fields. The application adds requests, rounds and alarms; of a request it moves the state alone."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


RIGHTS = """
REVOKE UPDATE, DELETE ON plaintiffs_revealrequest, plaintiffs_revealround, plaintiffs_revealalarm,
    plaintiffs_brokenglass FROM casefile_app;
GRANT UPDATE (state, good_until, used_at) ON plaintiffs_revealrequest TO casefile_app;
GRANT UPDATE (seen_by_id, seen_at) ON plaintiffs_revealalarm TO casefile_app;
GRANT UPDATE (joined_by_id, joined_at, ends_at) ON plaintiffs_brokenglass TO casefile_app;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casefile', '0011_attention_notice'),
        ('plaintiffs', '0005_row_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RevealTurn',
            fields=[
                ('staff', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reveal_turn', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('denied_at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='RevealPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('two_person', models.BooleanField(default=False, verbose_name='A custodian approves each opening')),
                ('an_hour', models.PositiveSmallIntegerField(default=5, verbose_name='Openings an hour')),
                ('a_day', models.PositiveSmallIntegerField(default=20, verbose_name='Openings a day')),
                ('people_a_day', models.PositiveSmallIntegerField(default=10, verbose_name='Different people a day without a custodian')),
                ('quiet_from', models.TimeField(default=datetime.time(20, 0), verbose_name='Out of hours from')),
                ('quiet_until', models.TimeField(default=datetime.time(6, 0), verbose_name='until')),
                ('lawsuit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reveal_policy', to='casefile.lawsuit')),
            ],
            options={
                'verbose_name_plural': 'reveal policies',
            },
        ),
        migrations.CreateModel(
            name='RevealRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('field', models.CharField(max_length=40)),
                ('subject', models.UUIDField(blank=True, null=True)),
                ('asking', models.UUIDField()),
                ('reason_code', models.CharField(choices=[('contact', 'Contact the client'), ('signature', 'Have her sign or verify a paper'), ('match', 'Match records or check a conflict'), ('order', 'Court order or protective-order disclosure'), ('city', 'Correspond with the City about her claim')], max_length=20)),
                ('purpose', models.CharField(max_length=300)),
                ('device', models.CharField(blank=True, max_length=60)),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('approved', 'approved'), ('denied', 'denied'), ('expired', 'expired'), ('used', 'opened'), ('over cap', 'refused: too many')], max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('good_until', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reveals', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reveals', to='plaintiffs.client')),
                ('lawsuit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reveals', to='casefile.lawsuit')),
            ],
            options={
                'ordering': ['asked_at'],
            },
        ),
        migrations.CreateModel(
            name='RevealRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('approved', 'approved'), ('denied', 'denied'), ('expired', 'expired'), ('used', 'opened'), ('over cap', 'refused: too many')], max_length=20)),
                ('at', models.DateTimeField()),
                ('words', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='plaintiffs.revealrequest')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='BrokenGlass',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.CharField(max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('joined_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('joined_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lawsuit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='broken_glass', to='casefile.lawsuit')),
            ],
            options={
                'verbose_name_plural': 'broken glass',
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ends_at', None), ('joined_at', None), ('joined_by', None)), models.Q(('ends_at__isnull', False), ('joined_at__isnull', False), ('joined_by__isnull', False), models.Q(('joined_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='two_break_the_glass')],
            },
        ),
        migrations.CreateModel(
            name='RevealAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cap', 'more openings were asked for than the lawsuit allows'), ('many people', 'more than three people were opened within ten minutes'), ('out of hours', 'a name was opened out of hours'), ('denials', 'openings were tried again and again without a right to them'), ('sequence', 'people were opened in the order of their Doe numbers'), ('new device', 'a name was opened for the first time on a device'), ('glass', 'the glass was broken: for an hour names open without a custodian and beyond the limits')], max_length=20)),
                ('at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('lawsuit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='casefile.lawsuit')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('seen_by', None), models.Q(('seen_by', models.F('staff')), _negated=True), _connector='OR'), name='nobody_waves_her_own_alarm_away')],
            },
        ),
        migrations.AddIndex(
            model_name='revealrequest',
            index=models.Index(fields=['asked_by', 'used_at'], name='openings_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='revealrequest',
            constraint=models.UniqueConstraint(fields=('asked_by', 'asking'), name='a_form_opens_once'),
        ),
        migrations.AddConstraint(
            model_name='revealrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'used'), _negated=True), ('used_at__isnull', False), _connector='OR'), name='an_opening_has_its_instant'),
        ),
        migrations.AddConstraint(
            model_name='revealrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('good_until__isnull', False), _connector='OR'), name='an_approval_ends'),
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
