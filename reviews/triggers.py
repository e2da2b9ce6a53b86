"""What keeps the verdicts that readers were given, inside the database and in the transaction that changes them."""

import pgtrigger

# A verdict that is only scheduled has been given to nobody, so it is changed in place; what readers have seen is not.
KEEP_VERDICTS = pgtrigger.Trigger(
    name="keep_verdicts",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("last", "RECORD"), ("due", "RECORD"), ("why", "TEXT")],
    func="""
        why := '';
        FOR due IN
            DELETE FROM reviews_givenverdict WHERE review_id = NEW.id AND since > now() RETURNING verdict, score, reason
        LOOP
            IF (due.verdict, due.score) IS NOT DISTINCT FROM (NEW.verdict, NEW.score) THEN
                why := due.reason;
            END IF;
        END LOOP;
        SELECT id, verdict, score INTO last FROM reviews_givenverdict
            WHERE review_id = NEW.id ORDER BY since DESC, id DESC LIMIT 1;
        IF NEW.state <> 'published' THEN
            RETURN NULL;
        ELSIF last.id IS NULL THEN
            INSERT INTO reviews_givenverdict (review_id, verdict, score, since)
            VALUES (NEW.id, NEW.verdict, NEW.score, NEW.published_at);
        ELSIF (last.verdict, last.score) IS DISTINCT FROM (NEW.verdict, NEW.score) THEN
            INSERT INTO reviews_givenverdict (review_id, verdict, score, since, reason)
            VALUES (NEW.id, NEW.verdict, NEW.score, GREATEST(NEW.published_at, now()), why);
        END IF;
        RETURN NULL;
    """,
)
