-- Knowing who, for good: every decision kept, every host known, every verdict of a person remembered.

-- Each decision about a segment, in order; the newest is the one the segment shows. Append-only.
CREATE TABLE decisions (
    id          INTEGER PRIMARY KEY,
    company_id  INTEGER NOT NULL REFERENCES companies (id),
    -- No references: a segment may turn out to be another's double and go, what was decided stays.
    segment_id  INTEGER NOT NULL,
    appointment_id INTEGER NOT NULL,
    host_id     INTEGER,
    state       TEXT NOT NULL CHECK (state IN ('matched', 'ambiguous', 'no_candidate', 'not_evaluated')),
    staff_id    TEXT REFERENCES staff (id),
    rule        TEXT,
    confidence  INTEGER CHECK (confidence BETWEEN 0 AND 100),
    -- The whole decision as JSON: candidates with scores, margin, threshold, note.
    details     TEXT NOT NULL CHECK (json_valid(details)),
    -- Which answer named the host.
    host_source TEXT,
    -- `system`, or the person who decided.
    decided_by  TEXT NOT NULL,
    -- Empty unless a person decided, or a changed mapping had it decided again.
    reason      TEXT NOT NULL DEFAULT '',
    decided_at  TEXT NOT NULL CHECK (decided_at GLOB '????-??-??T*Z'),
    -- The audit row it came after: tells the order where the clock cannot.
    audit_seq   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX decisions_segment ON decisions (segment_id, id);
CREATE INDEX decisions_host ON decisions (company_id, host_id, id);
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions
BEGIN SELECT raise(ABORT, 'decisions are kept as they were taken'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions
BEGIN SELECT raise(ABORT, 'decisions are kept as they were taken'); END;
CREATE TRIGGER decisions_no_replace BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id)
BEGIN SELECT raise(ABORT, 'decisions are kept as they were taken'); END;

-- Every Cal.com user ever seen as a host or as a member, mapped or not.
CREATE TABLE calcom_hosts (
    company_id    INTEGER NOT NULL REFERENCES companies (id),
    host_id       INTEGER NOT NULL CHECK (host_id > 0),
    name          TEXT,
    emails        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(emails)),
    username      TEXT,
    time_zone     TEXT,
    first_seen_at TEXT NOT NULL CHECK (first_seen_at GLOB '????-??-??T*Z'),
    updated_at    TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    -- Whether Cal.com's member lists ever had her; a host of bookings alone cannot vanish from them.
    is_listed     INTEGER NOT NULL DEFAULT 0 CHECK (is_listed IN (0, 1)),
    -- Set while Cal.com's lists no longer have her; a mapping of hers is kept and flagged.
    vanished_at   TEXT CHECK (vanished_at IS NULL OR vanished_at GLOB '????-??-??T*Z'),
    PRIMARY KEY (company_id, host_id)
) STRICT;

-- What people said about a suggested pair. A rejection is remembered for good.
CREATE TABLE suggestion_verdicts (
    id         INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies (id),
    host_id    INTEGER NOT NULL,
    staff_id   TEXT NOT NULL REFERENCES staff (id),
    verdict    TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
    -- The shares of the score at that time, for learning the weights.
    shares     TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(shares)),
    decided_by TEXT NOT NULL,
    reason     TEXT NOT NULL DEFAULT '',
    decided_at TEXT NOT NULL CHECK (decided_at GLOB '????-??-??T*Z'),
    -- The audit row and the decision it came after.
    audit_seq   INTEGER NOT NULL DEFAULT 0,
    decision_id INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX suggestion_verdicts_rejected ON suggestion_verdicts (company_id, host_id, staff_id)
    WHERE verdict = 'rejected';
CREATE INDEX suggestion_verdicts_host ON suggestion_verdicts (company_id, host_id);

-- Id and number of an audit row are one, so that neither can be changed unseen.
DROP TRIGGER calcom_host_mapping_audits_in_order;
-- INSERT OR REPLACE fires delete triggers only with recursive_triggers, which a foreign client may not set.
CREATE TRIGGER calcom_host_mapping_audits_in_order BEFORE INSERT ON calcom_host_mapping_audits
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM calcom_host_mapping_audits)
  OR NEW.id IS NOT NEW.seq
  OR EXISTS (SELECT 1 FROM calcom_host_mapping_audits WHERE id = NEW.id OR hash = NEW.hash)
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;

-- The end of the audit chain, kept apart from the chain: a cut tail shows.
CREATE TABLE audit_head (
    one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (one, seq, hash)
SELECT 1, seq, hash FROM calcom_host_mapping_audits ORDER BY seq DESC LIMIT 1;
-- It goes on row by row, along the chain, and is never put back.
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
WHEN NOT EXISTS (SELECT 1 FROM calcom_host_mapping_audits
    WHERE seq = NEW.seq AND seq = OLD.seq + 1 AND hash = NEW.hash AND prev_hash = OLD.hash)
BEGIN SELECT raise(ABORT, 'the head of the audit trail only goes forward'); END;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
BEGIN SELECT raise(ABORT, 'the head of the audit trail only goes forward'); END;
CREATE TRIGGER audit_head_once BEFORE INSERT ON audit_head
WHEN EXISTS (SELECT 1 FROM audit_head)
BEGIN SELECT raise(ABORT, 'the head of the audit trail only goes forward'); END;

CREATE INDEX appointments_state ON appointments (assignment_state) WHERE assignment_state <> 'matched';
