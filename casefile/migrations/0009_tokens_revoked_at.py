"""When all access tokens of a person were revoked: who showed her second factor before makes no new one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casefile", "0008_sign_ins")]
    operations = [
        migrations.AddField(
            model_name="staff", name="tokens_revoked_at", field=models.DateTimeField(editable=False, null=True)
        )
    ]
