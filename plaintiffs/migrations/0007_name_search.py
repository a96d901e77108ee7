"""Searches for a name: added, and never changed or deleted by the application."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casefile', '0011_attention_notice'),
        ('plaintiffs', '0006_reveal'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NameSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('reason_code', models.CharField(choices=[('contact', 'Contact the client'), ('signature', 'Have her sign or verify a paper'), ('match', 'Match records or check a conflict'), ('order', 'Court order or protective-order disclosure'), ('city', 'Correspond with the City about her claim')], max_length=20)),
                ('purpose', models.CharField(max_length=300)),
                ('mac', models.CharField(max_length=64)),
                ('shown', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('kept_back', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='name_searches', to=settings.AUTH_USER_MODEL)),
                ('lawsuit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='name_searches', to='casefile.lawsuit')),
            ],
            options={
                'verbose_name_plural': 'name searches',
                'ordering': ['-asked_at'],
                'indexes': [models.Index(fields=['asked_by', 'asked_at'], name='searches_of_somebody')],
            },
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON plaintiffs_namesearch FROM casefile_app", migrations.RunSQL.noop
        ),
    ]
