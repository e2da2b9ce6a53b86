"""What keeps an edition as it was sent, inside the database."""

import pgtrigger

_REFUSE = """
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{}';
"""

KEEP_EDITION = pgtrigger.Trigger(
    name="keep_sent_edition",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.begun_at IS NOT NULL"),
    func=f"""
        IF TG_OP = 'UPDATE'
            AND (NEW.week, NEW.subject, NEW.introduction, NEW.begun_at)
                IS NOT DISTINCT FROM (OLD.week, OLD.subject, OLD.introduction, OLD.begun_at)
        THEN
            RETURN NEW;
        END IF;
        {_REFUSE.format("An edition stays as it was sent.")}
    """,
)

KEEP_ITEMS = pgtrigger.Trigger(
    name="keep_sent_items",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    # Held, so that no item changes in the moment in which the sending begins.
    func=f"""
        PERFORM FROM digest_edition WHERE id = COALESCE(NEW.edition_id, OLD.edition_id) FOR SHARE;
        IF EXISTS (
            SELECT FROM digest_edition
            WHERE id IN (OLD.edition_id, NEW.edition_id) AND begun_at IS NOT NULL
        ) THEN
            {_REFUSE.format("An edition stays as it was sent, with all of its items.")}
        END IF;
        RETURN COALESCE(NEW, OLD);
    """,
)

KEEP_SENT = pgtrigger.Trigger(
    name="keep_what_was_sent",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.fate = 'sent' AND NEW.fate <> 'sent'"),
    func=_REFUSE.format("What was sent is sent, and is never sent again."),
)
