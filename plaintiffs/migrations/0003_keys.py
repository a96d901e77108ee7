"""The canary, and a field that always has its key: what renews keys and what seals may run at the same time."""

from django.db import migrations, models

RIGHTS = """
REVOKE ALL ON plaintiffs_canary FROM casefile_app;
GRANT INSERT, SELECT (id, kek_version, made_at) ON plaintiffs_canary TO casefile_app;
GRANT SELECT, INSERT, UPDATE ON plaintiffs_canary TO casefile_vault;
"""

# Whoever seals holds the row of the key until she commits, so that nobody can renew it under her; whoever renews holds
# it for herself, and who comes in between finds it gone and is told to read again (serialization_failure).
KEPT = """
CREATE FUNCTION plaintiffs_a_field_has_its_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE asked bigint; held bigint;
BEGIN
    SELECT count(*) INTO asked FROM (SELECT DISTINCT client_id, key_version FROM written) AS needed;
    PERFORM 1 FROM plaintiffs_datakey AS own
        JOIN (SELECT DISTINCT client_id, key_version FROM written) AS needed
            ON own.client_id = needed.client_id AND own.version = needed.key_version
        FOR KEY SHARE OF own;
    GET DIAGNOSTICS held = ROW_COUNT;
    IF held < asked THEN
        RAISE EXCEPTION 'the key of a sealed field is not there any more' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER a_new_field_has_its_key AFTER INSERT ON plaintiffs_sealedfield
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION plaintiffs_a_field_has_its_key();
CREATE TRIGGER a_changed_field_has_its_key AFTER UPDATE ON plaintiffs_sealedfield
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION plaintiffs_a_field_has_its_key();
"""

LEFT = """
DROP TRIGGER a_new_field_has_its_key ON plaintiffs_sealedfield;
DROP TRIGGER a_changed_field_has_its_key ON plaintiffs_sealedfield;
DROP FUNCTION plaintiffs_a_field_has_its_key();
"""


class Migration(migrations.Migration):
    dependencies = [("plaintiffs", "0002_locked_room")]
    operations = [
        migrations.CreateModel(
            name="Canary",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("kek_version", models.PositiveSmallIntegerField()),
                ("wrapped", models.BinaryField()),
                ("ciphertext", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "canaries",
                "constraints": [models.CheckConstraint(name="one_canary", condition=models.Q(("id", 1)))],
            },
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, LEFT),
    ]
