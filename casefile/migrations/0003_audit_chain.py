"""The audit trail grows at its end and nowhere else, whoever connects (security promise P7)."""

from django.db import migrations

CHAIN = """
CREATE FUNCTION casefile_audit_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE head record;
BEGIN
    PERFORM pg_advisory_xact_lock(4711001);
    SELECT seq, mac INTO head FROM casefile_auditentry ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> COALESCE(head.seq, 0) + 1 OR NEW.prev <> COALESCE(head.mac, '') THEN
        RAISE EXCEPTION 'an audit entry must follow the last one';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION casefile_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are never changed';
END $$;
CREATE TRIGGER audit_follows BEFORE INSERT ON casefile_auditentry
    FOR EACH ROW EXECUTE FUNCTION casefile_audit_follows();
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON casefile_auditentry
    FOR EACH ROW EXECUTE FUNCTION casefile_audit_stays();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON casefile_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION casefile_audit_stays();
ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER audit_follows;
ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER audit_stays;
ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER audit_is_not_emptied;
REVOKE ALL ON casefile_auditentry FROM casefile_app;
GRANT SELECT, INSERT ON casefile_auditentry TO casefile_app, casefile_vault;
GRANT SELECT ON casefile_auditentry TO casefile_audit_ro;
"""

UNDO = """
DROP TRIGGER audit_follows ON casefile_auditentry;
DROP TRIGGER audit_stays ON casefile_auditentry;
DROP TRIGGER audit_is_not_emptied ON casefile_auditentry;
DROP FUNCTION casefile_audit_follows();
DROP FUNCTION casefile_audit_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("casefile", "0002_initial")]
    operations = [migrations.RunSQL(CHAIN, UNDO)]
