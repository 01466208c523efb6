-- Times are UTC, RFC 3339 text with Z: whole seconds where people read them, milliseconds where order matters.
-- People read these tables with any SQLite client, so names and columns stay.

CREATE TABLE companies (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    time_zone  TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z')
) STRICT;

CREATE TABLE branches (
    id         INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies (id),
    key        TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    UNIQUE (company_id, key)
) STRICT;

CREATE TABLE staff (
    id         TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    company_id INTEGER NOT NULL REFERENCES companies (id),
    branch_id  INTEGER REFERENCES branches (id),
    key        TEXT NOT NULL,
    name       TEXT NOT NULL,
    is_active  INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    UNIQUE (company_id, key)
) STRICT;

-- Several addresses a person; one address belongs to one person of a company.
CREATE TABLE staff_emails (
    company_id INTEGER NOT NULL REFERENCES companies (id),
    email      TEXT NOT NULL CHECK (email = lower(email)),
    staff_id   TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (company_id, email)
) STRICT;
CREATE INDEX staff_emails_staff ON staff_emails (staff_id);

CREATE TABLE customers (
    id         INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies (id),
    -- E.164. Withheld numbers leave it empty: such a customer is not recognised again.
    phone      TEXT,
    name       TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z')
) STRICT;
CREATE UNIQUE INDEX customers_phone ON customers (company_id, phone) WHERE phone IS NOT NULL;

CREATE TABLE services (
    id                    INTEGER PRIMARY KEY,
    company_id            INTEGER NOT NULL REFERENCES companies (id),
    key                   TEXT NOT NULL,
    name                  TEXT NOT NULL,
    aliases               TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),
    duration_minutes      INTEGER NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
    composite             INTEGER NOT NULL DEFAULT 0 CHECK (composite IN (0, 1)),
    pause_bookable_policy TEXT NOT NULL DEFAULT 'never'
        CHECK (pause_bookable_policy IN ('free', 'blocked', 'flexible', 'never')),
    is_active             INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at            TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at            TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    UNIQUE (company_id, key)
) STRICT;

-- (service, segment, staff member or pool) -> Cal.com event type.
CREATE TABLE calcom_event_map (
    id            INTEGER PRIMARY KEY,
    company_id    INTEGER NOT NULL REFERENCES companies (id),
    branch_id     INTEGER REFERENCES branches (id),
    service_id    INTEGER NOT NULL REFERENCES services (id),
    segment_key   TEXT NOT NULL DEFAULT 'A',
    staff_id      TEXT REFERENCES staff (id),
    event_type_id INTEGER NOT NULL CHECK (event_type_id > 0),
    sync_status   TEXT NOT NULL DEFAULT 'synced'
        CHECK (sync_status IN ('pending', 'synced', 'drift', 'error')),
    created_at    TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at    TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z')
) STRICT;
CREATE UNIQUE INDEX calcom_event_map_one
    ON calcom_event_map (service_id, segment_key, coalesce(branch_id, 0), coalesce(staff_id, ''));
CREATE UNIQUE INDEX calcom_event_map_event_type ON calcom_event_map (company_id, event_type_id);

CREATE TABLE appointments (
    id                    INTEGER PRIMARY KEY,
    company_id            INTEGER NOT NULL REFERENCES companies (id),
    branch_id             INTEGER REFERENCES branches (id),
    customer_id           INTEGER REFERENCES customers (id),
    service_id            INTEGER REFERENCES services (id),
    staff_id              TEXT REFERENCES staff (id),
    preferred_staff_id    TEXT REFERENCES staff (id),
    calcom_v2_booking_uid TEXT,
    calcom_host_id        INTEGER,
    status                TEXT NOT NULL
        CHECK (status IN ('confirmed', 'pending', 'cancelled', 'rejected')),
    source                TEXT NOT NULL CHECK (source IN
        ('retell_phone', 'retell_webhook', 'calcom_webhook', 'web_api', 'walk_in', 'import')),
    starts_at             TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T*Z'),
    ends_at               TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T*Z' AND ends_at > starts_at),
    is_composite          INTEGER NOT NULL DEFAULT 0 CHECK (is_composite IN (0, 1)),
    composite_group_uid   TEXT,
    assignment_state      TEXT NOT NULL
        CHECK (assignment_state IN ('matched', 'ambiguous', 'no_candidate', 'not_evaluated')),
    -- The visit's reference; also in the booking's metadata at Cal.com.
    visit_ref             TEXT UNIQUE,
    metadata              TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
    created_at            TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at            TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z')
) STRICT;
CREATE INDEX appointments_host ON appointments (calcom_host_id);
CREATE UNIQUE INDEX appointments_booking ON appointments (calcom_v2_booking_uid)
    WHERE calcom_v2_booking_uid IS NOT NULL;
CREATE INDEX appointments_customer ON appointments (customer_id, starts_at);
CREATE INDEX appointments_day ON appointments (company_id, starts_at);

-- One stretch of active work: one Cal.com booking. A simple appointment has exactly one.
CREATE TABLE appointment_segments (
    id                INTEGER PRIMARY KEY,
    appointment_id    INTEGER NOT NULL REFERENCES appointments (id),
    segment_key       TEXT NOT NULL,
    position          INTEGER NOT NULL CHECK (position >= 1),
    booking_uid       TEXT,
    booking_status    TEXT CHECK (booking_status IN ('accepted', 'pending', 'cancelled', 'rejected')),
    staff_id          TEXT REFERENCES staff (id),
    calcom_host_id    INTEGER,
    event_type_id     INTEGER,
    starts_at         TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T*Z'),
    ends_at           TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T*Z' AND ends_at > starts_at),
    assignment_state  TEXT NOT NULL
        CHECK (assignment_state IN ('matched', 'ambiguous', 'no_candidate', 'not_evaluated')),
    -- Why: the decision as JSON (host, candidates with scores, margin, threshold, note).
    decision          TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(decision)),
    rule              TEXT,
    -- Which answer named the host, for example get:data.hosts. Provenance: differs by road, nothing else does.
    host_source       TEXT,
    UNIQUE (appointment_id, segment_key)
) STRICT;
CREATE INDEX appointment_segments_booking ON appointment_segments (booking_uid);
-- By the end: who is busy at a time is asked of what has not ended by then, however much lies behind it.
CREATE INDEX appointment_segments_staff ON appointment_segments (staff_id, ends_at, starts_at);
CREATE INDEX appointment_segments_host ON appointment_segments (calcom_host_id);

-- The newest snapshot of every booking seen, in force or replaced. A reschedule makes a new uid:
-- the chain of uids leads to one segment, in whatever order its members arrive.
CREATE TABLE calcom_bookings (
    uid              TEXT NOT NULL PRIMARY KEY,
    segment_id       INTEGER NOT NULL REFERENCES appointment_segments (id),
    status           TEXT NOT NULL CHECK (status IN ('accepted', 'pending', 'cancelled', 'rejected')),
    event_type_id    INTEGER,
    starts_at        TEXT NOT NULL,
    ends_at          TEXT NOT NULL,
    -- Cal.com's time of the last change; empty in answers that do not tell it.
    changed_at       TEXT NOT NULL DEFAULT '',
    rescheduled_from TEXT,
    rescheduled_to   TEXT,
    host             TEXT CHECK (host IS NULL OR json_valid(host)),
    host_source      TEXT,
    -- changed_at of the answer that named the host: a newer one may name nobody.
    host_changed_at  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX calcom_bookings_segment ON calcom_bookings (segment_id);
CREATE INDEX calcom_bookings_from ON calcom_bookings (rescheduled_from);
CREATE INDEX calcom_bookings_to ON calcom_bookings (rescheduled_to);

CREATE TABLE calcom_host_mappings (
    id               INTEGER PRIMARY KEY,
    company_id       INTEGER NOT NULL REFERENCES companies (id),
    staff_id         TEXT NOT NULL REFERENCES staff (id),
    calcom_host_id   INTEGER NOT NULL CHECK (calcom_host_id > 0),
    calcom_name      TEXT,
    calcom_email     TEXT,
    calcom_username  TEXT,
    calcom_timezone  TEXT,
    mapping_source   TEXT NOT NULL CHECK (mapping_source IN ('auto_email', 'auto_name', 'manual', 'admin')),
    confidence_score INTEGER NOT NULL CHECK (confidence_score BETWEEN 0 AND 100),
    last_synced_at   TEXT CHECK (last_synced_at IS NULL OR last_synced_at GLOB '????-??-??T*Z'),
    is_active        INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    metadata         TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
    created_at       TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at       TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    UNIQUE (company_id, calcom_host_id, staff_id)
) STRICT;
CREATE UNIQUE INDEX calcom_host_mappings_one_active
    ON calcom_host_mappings (company_id, calcom_host_id) WHERE is_active = 1;
CREATE INDEX calcom_host_mappings_staff ON calcom_host_mappings (staff_id);
CREATE INDEX calcom_host_mappings_email ON calcom_host_mappings (calcom_email);
CREATE INDEX calcom_host_mappings_active ON calcom_host_mappings (is_active, calcom_host_id);

-- Mappings are switched off, never deleted.
CREATE TRIGGER calcom_host_mappings_no_delete BEFORE DELETE ON calcom_host_mappings
BEGIN SELECT raise(ABORT, 'host mappings are switched off, never deleted'); END;
-- REPLACE deletes without asking the trigger above, unless recursive_triggers is on, which a foreign client may not set.
CREATE TRIGGER calcom_host_mappings_no_replace BEFORE INSERT ON calcom_host_mappings
WHEN EXISTS (SELECT 1 FROM calcom_host_mappings AS m WHERE m.id = NEW.id
    OR (m.company_id, m.calcom_host_id) = (NEW.company_id, NEW.calcom_host_id)
       AND (m.staff_id = NEW.staff_id OR m.is_active AND NEW.is_active))
BEGIN SELECT raise(ABORT, 'host mappings are switched off, never deleted: this one is there already'); END;
CREATE TRIGGER calcom_host_mappings_no_replace_by_update BEFORE UPDATE ON calcom_host_mappings
WHEN NEW.id <> OLD.id
  OR EXISTS (SELECT 1 FROM calcom_host_mappings AS m WHERE m.id <> OLD.id
    AND (m.company_id, m.calcom_host_id) = (NEW.company_id, NEW.calcom_host_id)
    AND (m.staff_id = NEW.staff_id OR m.is_active AND NEW.is_active))
BEGIN SELECT raise(ABORT, 'host mappings are switched off, never deleted: another one is there'); END;

-- Append-only, chained: hash covers the row and the hash before it; seq has no gaps.
CREATE TABLE calcom_host_mapping_audits (
    id         INTEGER PRIMARY KEY,
    seq        INTEGER NOT NULL UNIQUE,
    mapping_id INTEGER NOT NULL REFERENCES calcom_host_mappings (id),
    action     TEXT NOT NULL
        CHECK (action IN ('created', 'updated', 'deleted', 'auto_matched', 'manual_override')),
    old_values TEXT CHECK (old_values IS NULL OR json_valid(old_values)),
    new_values TEXT CHECK (new_values IS NULL OR json_valid(new_values)),
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T*Z'),
    reason     TEXT NOT NULL,
    prev_hash  TEXT NOT NULL,
    hash       TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX calcom_host_mapping_audits_mapping ON calcom_host_mapping_audits (mapping_id);
CREATE TRIGGER calcom_host_mapping_audits_no_update BEFORE UPDATE ON calcom_host_mapping_audits
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER calcom_host_mapping_audits_no_delete BEFORE DELETE ON calcom_host_mapping_audits
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
-- INSERT OR REPLACE fires delete triggers only with recursive_triggers, which a foreign client may not set.
CREATE TRIGGER calcom_host_mapping_audits_in_order BEFORE INSERT ON calcom_host_mapping_audits
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM calcom_host_mapping_audits)
  OR EXISTS (SELECT 1 FROM calcom_host_mapping_audits WHERE id = NEW.id OR hash = NEW.hash)
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;

-- Everything received and signed, before it is worked on.
CREATE TABLE inbox (
    id          INTEGER PRIMARY KEY,
    channel     TEXT NOT NULL
        CHECK (channel IN ('retell_webhook', 'retell_function', 'retell_inbound', 'calcom_webhook', 'web_api')),
    event       TEXT NOT NULL,
    -- What the hint is about: a booking uid or a call id.
    subject     TEXT,
    body        BLOB NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'done', 'dead')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    reason      TEXT,
    received_at TEXT NOT NULL CHECK (received_at GLOB '????-??-??T*Z'),
    finished_at TEXT
) STRICT;
CREATE INDEX inbox_open ON inbox (next_try_at) WHERE state = 'open';

-- The journal of a visit being booked, moved or cancelled at Cal.com. params are fixed before the first call.
CREATE TABLE sagas (
    id          TEXT NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('book', 'cancel', 'move')),
    params      TEXT NOT NULL CHECK (json_valid(params)),
    state       TEXT NOT NULL CHECK (state IN ('open', 'done', 'unwound', 'stuck')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    last_error  TEXT,
    next_try_at TEXT,
    -- When the step in hand was last sent to Cal.com; empty when surely nothing is on its way.
    sent_at     TEXT,
    -- Why it ended as it did, and what the caller is told.
    result      TEXT CHECK (result IS NULL OR json_valid(result)),
    created_at  TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at  TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z')
) STRICT;
CREATE INDEX sagas_open ON sagas (next_try_at) WHERE state = 'open';

CREATE TABLE saga_events (
    seq     INTEGER PRIMARY KEY,
    saga_id TEXT NOT NULL REFERENCES sagas (id),
    step    INTEGER NOT NULL CHECK (step >= 0),
    event   TEXT NOT NULL CHECK (event IN
        ('started', 'succeeded', 'failed', 'undo_started', 'undo_finished', 'undo_failed')),
    data    TEXT NOT NULL CHECK (json_valid(data)),
    at      TEXT NOT NULL CHECK (at GLOB '????-??-??T*Z'),
    UNIQUE (saga_id, step, event)
) STRICT;

-- A function call that must have one effect, however often it is sent.
CREATE TABLE function_calls (
    id         INTEGER PRIMARY KEY,
    call_id    TEXT NOT NULL,
    function   TEXT NOT NULL,
    -- The canonical arguments.
    args_key   TEXT NOT NULL,
    saga_id    TEXT NOT NULL REFERENCES sagas (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    UNIQUE (call_id, function, args_key)
) STRICT;
CREATE INDEX function_calls_saga ON function_calls (saga_id);

-- Minutes kept for somebody: an offer spoken on the phone, or a booking on its way.
CREATE TABLE holds (
    id              TEXT NOT NULL PRIMARY KEY,
    company_id      INTEGER NOT NULL REFERENCES companies (id),
    call_id         TEXT NOT NULL,
    service_id      INTEGER NOT NULL REFERENCES services (id),
    event_type_id   INTEGER NOT NULL,
    staff_id        TEXT REFERENCES staff (id),
    preferred_staff_id TEXT REFERENCES staff (id),
    starts_at       TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T*Z'),
    ends_at         TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T*Z' AND ends_at > starts_at),
    expires_at      TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T*Z'),
    reservation_uid TEXT,
    -- Set when the hold belongs to a booking on its way: it then lasts until the saga is at rest.
    saga_id         TEXT REFERENCES sagas (id),
    created_at      TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z')
) STRICT;
CREATE INDEX holds_time ON holds (ends_at, starts_at);
CREATE INDEX holds_saga ON holds (saga_id) WHERE saga_id IS NOT NULL;

-- How far the poll has read.
CREATE TABLE poll_state (
    company_id INTEGER NOT NULL PRIMARY KEY REFERENCES companies (id),
    read_until TEXT NOT NULL CHECK (read_until GLOB '????-??-??T*Z'),
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z')
) STRICT;

-- By the salon's day of booking (UTC date of creation): how many have a staff member, how many a host.
CREATE VIEW staff_assignment_quality AS
SELECT date(created_at) AS date,
       count(*) AS total,
       sum(staff_id IS NOT NULL) AS with_staff,
       sum(calcom_host_id IS NOT NULL) AS with_host,
       round(100.0 * sum(staff_id IS NOT NULL) / count(*), 1) AS success_rate
FROM appointments
GROUP BY date(created_at)
ORDER BY date(created_at);
