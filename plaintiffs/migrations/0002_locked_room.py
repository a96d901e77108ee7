"""Who may touch the vault's shelves: the application adds and sees which fields are filled; only the vault's role reads.

A deleted client takes her sealed fields and her key along by a cascade of the database, which acts as the tables' owner.
"""

from django.db import migrations

LOCKED_ROOM = """
REVOKE ALL ON plaintiffs_sealedfield, plaintiffs_datakey, plaintiffs_waitingsheet FROM casefile_app;
GRANT INSERT ON plaintiffs_sealedfield, plaintiffs_datakey, plaintiffs_waitingsheet TO casefile_app;
GRANT SELECT (id, client_id, field, subject, key_version, sealed_at) ON plaintiffs_sealedfield TO casefile_app;
GRANT SELECT (id, client_id, version, kek_version, made_at) ON plaintiffs_datakey TO casefile_app;
GRANT SELECT (id, lawsuit_id, kek_version, received_by_id, received_at, size) ON plaintiffs_waitingsheet TO casefile_app;
GRANT DELETE ON plaintiffs_waitingsheet TO casefile_app;

GRANT SELECT, INSERT, UPDATE ON plaintiffs_sealedfield, plaintiffs_datakey, plaintiffs_waitingsheet TO casefile_vault;
GRANT DELETE ON plaintiffs_datakey TO casefile_vault;
GRANT SELECT (id, lawsuit_id) ON plaintiffs_client TO casefile_vault;

ALTER TABLE plaintiffs_sealedfield
    DROP CONSTRAINT {sealedfield},
    ADD CONSTRAINT sealedfield_client FOREIGN KEY (client_id) REFERENCES plaintiffs_client (id)
        ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE plaintiffs_datakey
    DROP CONSTRAINT {datakey},
    ADD CONSTRAINT datakey_client FOREIGN KEY (client_id) REFERENCES plaintiffs_client (id)
        ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""

NUMBERS = """
CREATE FUNCTION plaintiffs_used_numbers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL AND (TG_OP = 'DELETE' OR NEW.used_at IS NULL OR NEW.number <> OLD.number
            OR NEW.client_id <> OLD.client_id OR NEW.lawsuit_id <> OLD.lawsuit_id) THEN
        RAISE EXCEPTION 'a Doe number that a paper bears is never given up';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER used_numbers_stay BEFORE UPDATE OR DELETE ON plaintiffs_plaintiff
    FOR EACH ROW EXECUTE FUNCTION plaintiffs_used_numbers_stay();
REVOKE UPDATE, DELETE ON plaintiffs_clienthistory, plaintiffs_plaintiffhistory FROM casefile_app;
"""


def lock(apps, schema_editor):
    """The names that Django gave the foreign keys end in a digest: ask the catalogue for them."""
    names = {}
    with schema_editor.connection.cursor() as cursor:
        for table in ("sealedfield", "datakey"):
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
                [f"plaintiffs_{table}"],
            )
            (names[table],) = [row[0] for row in cursor.fetchall()]
    schema_editor.execute(LOCKED_ROOM.format(**names))


class Migration(migrations.Migration):
    dependencies = [("plaintiffs", "0001_initial"), ("casefile", "0003_audit_chain")]
    operations = [
        migrations.RunPython(lock, migrations.RunPython.noop),
        migrations.RunSQL(
            NUMBERS,
            "DROP TRIGGER used_numbers_stay ON plaintiffs_plaintiff; DROP FUNCTION plaintiffs_used_numbers_stay();",
        ),
    ]
