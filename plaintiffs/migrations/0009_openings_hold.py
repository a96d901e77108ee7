"""Who runs SQL as the application moves an opening as the services do, and takes back neither its use nor its no."""

from django.db import migrations, models

OPENINGS = """
CREATE FUNCTION plaintiffs_an_opening_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state NOT IN ('asked', 'used', 'over cap') OR NEW.good_until IS NOT NULL
            OR (NEW.used_at IS NOT NULL) <> (NEW.state = 'used') THEN
        RAISE EXCEPTION 'an opening begins as asked for, as used or as refused';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION plaintiffs_an_opening_moves_on() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE moving text[] := ARRAY['state', 'good_until', 'used_at'];
BEGIN
    IF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'who asked for what, and when, is never changed';
    END IF;
    IF (OLD.state, NEW.state) NOT IN (('asked', 'approved'), ('asked', 'denied'), ('asked', 'expired'),
            ('approved', 'used'), ('approved', 'expired')) THEN
        RAISE EXCEPTION 'an opening that is % does not become %', OLD.state, NEW.state;
    END IF;
    IF (NEW.used_at IS NOT NULL) <> (NEW.state = 'used') OR NEW.used_at >= OLD.good_until THEN
        RAISE EXCEPTION 'an opening is used once, before its approval ends';
    END IF;
    IF NEW.state <> 'approved' AND NEW.good_until IS DISTINCT FROM OLD.good_until THEN
        RAISE EXCEPTION 'until when an approval is good is said with it, and never changed';
    END IF;
    IF NEW.state IN ('approved', 'denied') AND NOT EXISTS (
            SELECT 1 FROM plaintiffs_revealround AS round
             WHERE round.request_id = NEW.id AND round.state = NEW.state AND round.by_id <> NEW.asked_by_id) THEN
        RAISE EXCEPTION 'a decision has its round, by somebody else than who asked';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER an_opening_begins BEFORE INSERT ON plaintiffs_revealrequest
    FOR EACH ROW EXECUTE FUNCTION plaintiffs_an_opening_begins();
CREATE TRIGGER an_opening_moves_on BEFORE UPDATE ON plaintiffs_revealrequest
    FOR EACH ROW EXECUTE FUNCTION plaintiffs_an_opening_moves_on();
ALTER TABLE plaintiffs_revealrequest ENABLE ALWAYS TRIGGER an_opening_begins;
ALTER TABLE plaintiffs_revealrequest ENABLE ALWAYS TRIGGER an_opening_moves_on;
"""

# That the second attorney is another one than the first is a constraint of the table.
GLASS = """
CREATE FUNCTION plaintiffs_glass_is_broken_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE joining text[] := ARRAY['joined_by_id', 'joined_at', 'ends_at'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.joined_at IS NOT NULL THEN
            RAISE EXCEPTION 'nobody agreed yet to break glass that is just asked for';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - joining <> to_jsonb(OLD) - joining OR OLD.joined_at IS NOT NULL THEN
        RAISE EXCEPTION 'broken glass is never changed';
    END IF;
    IF NEW.joined_at IS NULL OR NEW.joined_at < NEW.asked_at OR NEW.joined_at >= NEW.asked_at + interval '1 hour'
            OR NEW.ends_at <> NEW.joined_at + interval '1 hour' THEN
        RAISE EXCEPTION 'glass is broken within an hour of being asked for, and for an hour';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER glass_is_broken_once BEFORE INSERT OR UPDATE ON plaintiffs_brokenglass
    FOR EACH ROW EXECUTE FUNCTION plaintiffs_glass_is_broken_once();
ALTER TABLE plaintiffs_brokenglass ENABLE ALWAYS TRIGGER glass_is_broken_once;
"""

UNDO = """
DROP TRIGGER an_opening_begins ON plaintiffs_revealrequest;
DROP TRIGGER an_opening_moves_on ON plaintiffs_revealrequest;
DROP TRIGGER glass_is_broken_once ON plaintiffs_brokenglass;
DROP FUNCTION plaintiffs_an_opening_begins();
DROP FUNCTION plaintiffs_an_opening_moves_on();
DROP FUNCTION plaintiffs_glass_is_broken_once();
"""

KINDS = [
    ("cap", "more openings were asked for than the lawsuit allows"),
    ("many people", "more than three people were opened within ten minutes"),
    ("out of hours", "a name was opened out of hours"),
    ("denials", "openings were tried again and again without a right to them"),
    ("sequence", "people were opened in the order of their Doe numbers"),
    ("new device", "a name was opened for the first time on a device"),
    ("kept out", "texts were refused again and again because they named somebody: a way to try names"),
    ("glass", "the glass was broken: for an hour names open without a custodian and beyond the limits"),
]


class Migration(migrations.Migration):
    dependencies = [("plaintiffs", "0008_key_exhibit")]
    operations = [
        migrations.RunSQL(OPENINGS + GLASS, UNDO),
        migrations.AlterField("revealalarm", "kind", models.CharField(choices=KINDS, max_length=20)),
    ]
