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
    -- What this staff member wants of pauses; over the service's, under the visit's own.
    pause_bookable_policy TEXT CHECK (pause_bookable_policy = 'free' OR pause_bookable_policy = 'blocked'
            OR pause_bookable_policy = 'flexible'),
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
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    -- Two customers were one: whose visits these are now. The row stays, so that its number names nobody else.
    merged_into INTEGER REFERENCES customers (id),
    -- Set once the person is forgotten: the row is what the figures of the visits hang on.
    erased_at  TEXT CHECK (erased_at IS NULL OR erased_at GLOB '????-??-??T*Z'),
    CHECK (erased_at IS NULL AND merged_into IS NULL OR phone IS NULL AND name = '')
) STRICT;
CREATE UNIQUE INDEX customers_phone ON customers (company_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;

-- Further telephone numbers of a customer, under which a caller is known too, and e-mail addresses.
CREATE TABLE customer_contacts (
    company_id  INTEGER NOT NULL REFERENCES companies (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    kind        TEXT NOT NULL CHECK (kind IN ('phone', 'email')),
    -- E.164, or an address in lower case.
    value       TEXT NOT NULL CHECK (value <> ''),
    added_at    TEXT NOT NULL CHECK (added_at GLOB '????-??-??T*Z'),
    PRIMARY KEY (customer_id, kind, value)
) STRICT;
-- A number is one customer's; an address may be a family's.
CREATE UNIQUE INDEX customer_contacts_phone ON customer_contacts (company_id, value) WHERE kind = 'phone';
CREATE INDEX customer_contacts_email ON customer_contacts (company_id, value) WHERE kind = 'email';

-- Who was forgotten, without saying who it was: hashes under a key that lies beside the database. After a backup was
-- put back they tell whom to forget again.
CREATE TABLE erasures (
    id          INTEGER PRIMARY KEY,
    company_id  INTEGER NOT NULL REFERENCES companies (id),
    -- No reference: in an older database the number may be another's.
    customer_id INTEGER,
    -- HMAC-SHA256 in hex, a JSON array: of each number, of each address, of the row's number with when it was made.
    hashes      TEXT NOT NULL CHECK (json_valid(hashes)),
    erased_at   TEXT NOT NULL CHECK (erased_at GLOB '????-??-??T*Z'),
    erased_by   TEXT NOT NULL
) STRICT;

CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures
BEGIN SELECT raise(ABORT, 'the ledger of erasures is append-only'); END;

CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures
BEGIN SELECT raise(ABORT, 'the ledger of erasures is append-only'); END;

CREATE TRIGGER erasures_no_replace BEFORE INSERT ON erasures
WHEN EXISTS (SELECT 1 FROM erasures WHERE id = NEW.id)
BEGIN SELECT raise(ABORT, 'the ledger of erasures is append-only'); END;

CREATE TABLE services (
    id                    INTEGER PRIMARY KEY,
    company_id            INTEGER NOT NULL REFERENCES companies (id),
    key                   TEXT NOT NULL,
    name                  TEXT NOT NULL,
    aliases               TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),
    duration_minutes      INTEGER NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
    composite             INTEGER NOT NULL DEFAULT 0 CHECK (composite IN (0, 1)),
    pause_bookable_policy TEXT NOT NULL DEFAULT 'never'
        CHECK (pause_bookable_policy = 'free' OR pause_bookable_policy = 'blocked'
            OR pause_bookable_policy = 'flexible' OR pause_bookable_policy = 'never'),
    is_active             INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at            TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at            TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    -- Kept free behind the whole visit.
    buffer_minutes        INTEGER NOT NULL DEFAULT 0 CHECK (buffer_minutes BETWEEN 0 AND 240),
    -- The order of a visit's bookings at Cal.com.
    booking_order         TEXT NOT NULL DEFAULT 'last_first' CHECK (booking_order IN ('last_first', 'first_first')),
    -- Who described it: the configuration file, which writes it anew at each start, or a person with a command.
    described_by          TEXT NOT NULL DEFAULT 'file' CHECK (described_by IN ('file', 'desk')),
    -- Grows with each change, so that two people who change it at once do not undo each other's work.
    revision              INTEGER NOT NULL DEFAULT 1,
    UNIQUE (company_id, key)
) STRICT;

-- (service, segment, staff member or pool) -> Cal.com event type. The pause behind segment A is booked as A+ where it is
-- held.
CREATE TABLE calcom_event_map (
    id             INTEGER PRIMARY KEY,
    company_id     INTEGER NOT NULL REFERENCES companies (id),
    branch_id      INTEGER REFERENCES branches (id),
    service_id     INTEGER NOT NULL REFERENCES services (id),
    segment_key    TEXT NOT NULL DEFAULT 'A',
    staff_id       TEXT REFERENCES staff (id),
    -- Empty while it is still to be created at Cal.com.
    event_type_id  INTEGER CHECK (event_type_id > 0),
    sync_status    TEXT NOT NULL DEFAULT 'synced'
        CHECK (sync_status = 'pending' OR sync_status = 'synced' OR sync_status = 'drift'
            OR sync_status = 'error'),
    -- `file`: the salon's own event type, never changed by us. `chairside`: created and kept in step by us.
    made_by        TEXT NOT NULL DEFAULT 'file' CHECK (made_by IN ('file', 'chairside')),
    -- What we last wrote at Cal.com, as JSON: the fields that are ours. Empty for the salon's own.
    written        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(written)),
    -- Set where it is to be deleted at Cal.com (the segment or the person is gone).
    is_retired     INTEGER NOT NULL DEFAULT 0 CHECK (is_retired IN (0, 1)),
    last_error     TEXT,
    last_synced_at TEXT CHECK (last_synced_at IS NULL OR last_synced_at GLOB '????-??-??T*Z'),
    created_at     TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at     TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    CHECK (event_type_id IS NOT NULL OR sync_status <> 'synced')
) STRICT;
CREATE UNIQUE INDEX calcom_event_map_one
    ON calcom_event_map (service_id, segment_key, coalesce(branch_id, 0), coalesce(staff_id, ''))
    WHERE is_retired = 0;
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
        CHECK (status = 'confirmed' OR status = 'requested' OR status = 'pending' OR status = 'cancelled'
            OR status = 'rejected'),
    source                TEXT NOT NULL CHECK (source = 'retell_phone' OR source = 'retell_webhook' OR source = 'calcom_webhook'
            OR source = 'web_api' OR source = 'walk_in' OR source = 'import'),
    starts_at             TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T*Z'),
    ends_at               TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T*Z' AND ends_at > starts_at),
    is_composite          INTEGER NOT NULL DEFAULT 0 CHECK (is_composite IN (0, 1)),
    composite_group_uid   TEXT,
    assignment_state      TEXT NOT NULL
        CHECK (assignment_state = 'matched' OR assignment_state = 'ambiguous'
            OR assignment_state = 'no_candidate' OR assignment_state = 'not_evaluated'),
    -- The visit's reference; also in the booking's metadata at Cal.com.
    visit_ref             TEXT UNIQUE,
    metadata              TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
    created_at            TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at            TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    pause_bookable_policy TEXT CHECK (pause_bookable_policy = 'free' OR pause_bookable_policy = 'blocked'
            OR pause_bookable_policy = 'flexible' OR pause_bookable_policy = 'never'),
    -- How many segments of active work it was planned with; it stands when so many stand.
    segments_planned      INTEGER NOT NULL DEFAULT 1 CHECK (segments_planned BETWEEN 1 AND 26),
    -- Set while the customer counts as one who did not come: since when, and who said so, `Cal.com` or a person.
    no_show_at            TEXT CHECK (no_show_at IS NULL OR no_show_at GLOB '????-??-??T*Z'),
    no_show_by            TEXT,
    CHECK ((no_show_at IS NULL) = (no_show_by IS NULL))
) STRICT;
CREATE INDEX appointments_host ON appointments (calcom_host_id);
-- Of those whose booking was never seen, only named; to all others `calcom_bookings` leads.
CREATE UNIQUE INDEX appointments_booking ON appointments (calcom_v2_booking_uid)
    WHERE calcom_v2_booking_uid IS NOT NULL AND source IN ('import', 'walk_in');
CREATE INDEX appointments_customer ON appointments (customer_id, starts_at);
CREATE INDEX appointments_no_show ON appointments (customer_id) WHERE no_show_at IS NOT NULL;
CREATE INDEX appointments_day ON appointments (company_id, starts_at);
-- What was made within a time is counted, however much lies before it.
CREATE INDEX appointments_made ON appointments (company_id, created_at);

-- One stretch of active work: one Cal.com booking. A simple appointment has exactly one.
CREATE TABLE appointment_segments (
    id                INTEGER PRIMARY KEY,
    appointment_id    INTEGER NOT NULL REFERENCES appointments (id),
    segment_key       TEXT NOT NULL,
    position          INTEGER NOT NULL CHECK (position >= 1),
    booking_uid       TEXT,
    booking_status    TEXT CHECK (booking_status = 'accepted' OR booking_status = 'pending' OR booking_status = 'cancelled'
            OR booking_status = 'rejected'),
    staff_id          TEXT REFERENCES staff (id),
    calcom_host_id    INTEGER,
    event_type_id     INTEGER,
    starts_at         TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T*Z'),
    ends_at           TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T*Z' AND ends_at > starts_at),
    assignment_state  TEXT NOT NULL
        CHECK (assignment_state = 'matched' OR assignment_state = 'ambiguous'
            OR assignment_state = 'no_candidate' OR assignment_state = 'not_evaluated'),
    -- Why, the newest of its `decisions` tells.
    rule              TEXT,
    -- Which answer named the host, for example get:data.hosts. Provenance: differs by road, nothing else does.
    host_source       TEXT,
    -- `work` is active work, `pause` a booking that holds a pause for the stylist.
    kind              TEXT NOT NULL DEFAULT 'work' CHECK (kind IN ('work', 'pause')),
    -- As it was called when it was booked; empty for a simple appointment.
    name              TEXT NOT NULL DEFAULT '',
    -- What the stylist needs besides, as booked: after it in a free pause, before it out of one, behind the visit.
    settle_minutes    INTEGER NOT NULL DEFAULT 0 CHECK (settle_minutes BETWEEN 0 AND 240),
    return_minutes    INTEGER NOT NULL DEFAULT 0 CHECK (return_minutes BETWEEN 0 AND 240),
    buffer_minutes    INTEGER NOT NULL DEFAULT 0 CHECK (buffer_minutes BETWEEN 0 AND 240),
    UNIQUE (appointment_id, segment_key)
) STRICT;

-- By the end: who is busy at a time is asked of what has not ended by then, however much lies behind it.
CREATE INDEX appointment_segments_staff ON appointment_segments (staff_id, ends_at, starts_at);
-- The few that take longer than a day: all others that touch a time end within a day of it (src/store/visit/occupied.rs).
CREATE INDEX appointment_segments_long ON appointment_segments (staff_id, ends_at)
    WHERE julianday(ends_at) - julianday(starts_at) > 1;
-- Of visits of more parts than one, whose segments are named. A simple appointment shows the host of its only segment, and is
-- found by that (src/store/visit/of_host.rs).
CREATE INDEX appointment_segments_host ON appointment_segments (calcom_host_id)
    WHERE position > 1 OR name <> '' OR segment_key <> 'A';

-- The newest snapshot of every booking seen, in force or replaced. A reschedule makes a new uid:
-- the chain of uids leads to one segment, in whatever order its members arrive.
CREATE TABLE calcom_bookings (
    -- 1,048,576 times the segment's number, and on from there: the bookings of a segment lie side by side, and no index need
    -- lead to them. A segment that goes is looked for in the whole table: now and then one is another's double.
    id               INTEGER PRIMARY KEY,
    uid              TEXT NOT NULL UNIQUE,
    segment_id       INTEGER NOT NULL REFERENCES appointment_segments (id),
    status           TEXT NOT NULL CHECK (status = 'accepted' OR status = 'pending' OR status = 'cancelled' OR status = 'rejected'),
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
    host_changed_at  TEXT NOT NULL DEFAULT '',
    -- 0 while only the answer to a change has told of the booking: its uid is looked up before anything is done to it.
    is_read          INTEGER NOT NULL DEFAULT 1 CHECK (is_read IN (0, 1)),
    -- Whether Cal.com said, when it was read last, that the customer did not come to it.
    is_absent        INTEGER NOT NULL DEFAULT 0 CHECK (is_absent IN (0, 1)),
    CHECK (id / 1048576 = segment_id)
) STRICT;
CREATE INDEX calcom_bookings_from ON calcom_bookings (rescheduled_from) WHERE rescheduled_from IS NOT NULL;
CREATE INDEX calcom_bookings_to ON calcom_bookings (rescheduled_to) WHERE rescheduled_to IS NOT NULL;

CREATE TABLE calcom_host_mappings (
    id               INTEGER PRIMARY KEY,
    company_id       INTEGER NOT NULL REFERENCES companies (id),
    staff_id         TEXT NOT NULL REFERENCES staff (id),
    calcom_host_id   INTEGER NOT NULL CHECK (calcom_host_id > 0),
    calcom_name      TEXT,
    calcom_email     TEXT,
    calcom_username  TEXT,
    calcom_timezone  TEXT,
    mapping_source   TEXT NOT NULL CHECK (mapping_source = 'auto_email' OR mapping_source = 'auto_name' OR mapping_source = 'manual'
            OR mapping_source = 'admin'),
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
    -- Empty where a person changed something about a host or an appointment that has no mapping.
    mapping_id INTEGER REFERENCES calcom_host_mappings (id),
    action     TEXT NOT NULL
        CHECK (action = 'created' OR action = 'updated' OR action = 'deleted' OR action = 'auto_matched'
            OR action = 'manual_override'),
    old_values TEXT CHECK (old_values IS NULL OR json_valid(old_values)),
    new_values TEXT CHECK (new_values IS NULL OR json_valid(new_values)),
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T*Z'),
    reason     TEXT NOT NULL,
    prev_hash  TEXT NOT NULL,
    hash       TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX calcom_host_mapping_audits_mapping ON calcom_host_mapping_audits (mapping_id);
-- What was ordered of a visit at the desk: by the saga that makes it, later by its number.
CREATE INDEX calcom_host_mapping_audits_ordered
    ON calcom_host_mapping_audits (coalesce(new_values ->> 'visit', new_values ->> 'appointment_id'))
    WHERE new_values ->> 'ordered' IS NOT NULL;

CREATE TRIGGER calcom_host_mapping_audits_no_update BEFORE UPDATE ON calcom_host_mapping_audits
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;

CREATE TRIGGER calcom_host_mapping_audits_no_delete BEFORE DELETE ON calcom_host_mapping_audits
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;

-- INSERT OR REPLACE fires delete triggers only with recursive_triggers, which a foreign client may not set.
CREATE TRIGGER calcom_host_mapping_audits_in_order BEFORE INSERT ON calcom_host_mapping_audits
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM calcom_host_mapping_audits)
  OR NEW.id IS NOT NEW.seq
  OR EXISTS (SELECT 1 FROM calcom_host_mapping_audits WHERE id = NEW.id OR hash = NEW.hash)
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;

-- Everything received and signed, before it is worked on.
CREATE TABLE inbox (
    id          INTEGER PRIMARY KEY,
    channel     TEXT NOT NULL
        CHECK (channel = 'retell_webhook' OR channel = 'retell_function' OR channel = 'retell_inbound'
            OR channel = 'calcom_webhook' OR channel = 'web_api'),
    event       TEXT NOT NULL,
    -- What the hint is about: a booking uid or a call id.
    subject     TEXT,
    -- Who called or wrote, E.164, where that is known.
    caller      TEXT,
    body        BLOB NOT NULL,
    state       TEXT NOT NULL CHECK (state = 'open' OR state = 'done' OR state = 'dead'),
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    reason      TEXT,
    received_at TEXT NOT NULL CHECK (received_at GLOB '????-??-??T*Z'),
    finished_at TEXT,
    -- A person had that one worked on again: this is its copy, and the original stays as it came.
    replay_of   INTEGER REFERENCES inbox (id)
) STRICT;
CREATE INDEX inbox_replays ON inbox (replay_of) WHERE replay_of IS NOT NULL;
-- What came otherwise than with a booking by telephone: messages of function calls are the most, and written with each.
CREATE INDEX inbox_age ON inbox (channel, received_at) WHERE channel <> 'retell_function';
CREATE INDEX inbox_open ON inbox (next_try_at) WHERE state = 'open';
-- Without the bookings themselves: nearly every call asks for times before, and is found by that.
CREATE INDEX inbox_caller ON inbox (caller) WHERE caller IS NOT NULL AND event <> 'book_appointment';
CREATE INDEX inbox_dead ON inbox (finished_at) WHERE state = 'dead';
-- Cal.com's own webhooks, without the hints that we give ourselves: whether they still come.
CREATE INDEX inbox_webhooks ON inbox (received_at)
    WHERE channel = 'calcom_webhook' AND event <> 'LOOK_AT_BOOKING';

-- Each try of a message that came to nothing: when, and why.
CREATE TABLE inbox_attempts (
    id         INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES inbox (id),
    at         TEXT NOT NULL CHECK (at GLOB '????-??-??T*Z'),
    cause      TEXT NOT NULL
) STRICT;
CREATE INDEX inbox_attempts_message ON inbox_attempts (message_id);

-- The journal of a visit being booked, moved or cancelled at Cal.com. params are fixed before the first call.
CREATE TABLE sagas (
    id            TEXT NOT NULL PRIMARY KEY,
    kind          TEXT NOT NULL CHECK (kind = 'book' OR kind = 'cancel' OR kind = 'move' OR kind = 'release'),
    params        TEXT NOT NULL CHECK (json_valid(params)),
    state         TEXT NOT NULL CHECK (state = 'open' OR state = 'done' OR state = 'unwound' OR state = 'stuck'),
    round         INTEGER NOT NULL DEFAULT 0 CHECK (round >= 0),
    -- Failures of rounds before this one do not count any more: a person said to go on.
    forward_round INTEGER NOT NULL DEFAULT 0 CHECK (forward_round >= 0),
    attempts      INTEGER NOT NULL DEFAULT 0,
    last_error    TEXT,
    next_try_at   TEXT,
    -- When the step in hand was last sent to Cal.com; empty when surely nothing is on its way.
    sent_at       TEXT,
    -- Why it ended as it did, and what the caller is told.
    result        TEXT CHECK (result IS NULL OR json_valid(result)),
    -- Who ended a stuck one by hand, how and why.
    closed_by     TEXT,
    closed_reason TEXT,
    -- In which phone call it was ordered.
    call_id       TEXT,
    -- By which function of it, with which canonical arguments: that call has one effect, however often it is sent. Empty
    -- where no function call ordered it.
    function      TEXT,
    args_key      TEXT,
    -- Whose minutes are kept for it until it is at rest, as `holds.parts` has them.
    kept          TEXT CHECK (kept IS NULL OR json_type(kept) = 'array' AND (state = 'open' OR state = 'stuck')),
    -- What was done and what came of it, in order: [step, event, round, data, at]. Lines are appended; none is written
    -- twice, and none goes.
    journal       TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(journal)),
    created_at    TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at    TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    CHECK ((function IS NULL) = (args_key IS NULL))
) STRICT;
-- The newest of a key counts: those before it ended with a no, or were overtaken. A call orders little, so the rest of the
-- key is read in the rows.
CREATE INDEX sagas_call ON sagas (call_id) WHERE function IS NOT NULL;
CREATE INDEX sagas_open ON sagas (next_try_at) WHERE state = 'open';
CREATE INDEX sagas_unwound ON sagas (updated_at) WHERE state = 'unwound';

-- The journal line by line, for people and for queries. Written by nobody: `sagas.journal` is the journal.
CREATE VIEW saga_events AS
SELECT 100000 * s.rowid + e.key AS seq, s.id AS saga_id, e.value ->> 0 AS step, e.value ->> 1 AS event,
       e.value ->> 2 AS round, e.value -> 3 AS data, e.value ->> 4 AS at
FROM sagas s, json_each(s.journal) e;

-- How each function call of the voice agent was answered: whether callers are understood.
CREATE TABLE function_answers (
    id          INTEGER PRIMARY KEY,
    call_id     TEXT NOT NULL,
    function    TEXT NOT NULL,
    -- The status of the answer, for example booked, invalid, taken.
    status      TEXT NOT NULL,
    answered_at TEXT NOT NULL CHECK (answered_at GLOB '????-??-??T*Z')
) STRICT;
CREATE INDEX function_answers_at ON function_answers (answered_at);
CREATE INDEX function_answers_call ON function_answers (call_id);

-- Minutes kept for a customer to whom they were offered on the phone; what a booking on its way keeps stands with its saga.
-- A handful of rows at any time, read whole: an index would be one more page to write.
CREATE TABLE holds (
    -- Nobody else's; looked for before it is written.
    id              TEXT NOT NULL,
    company_id      INTEGER NOT NULL REFERENCES companies (id),
    call_id         TEXT NOT NULL,
    service_id      INTEGER NOT NULL REFERENCES services (id),
    preferred_staff_id TEXT REFERENCES staff (id),
    -- From the first part to the last.
    starts_at       TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T*Z'),
    ends_at         TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T*Z' AND ends_at > starts_at),
    expires_at      TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T*Z'),
    -- Whose minutes: an object per booking that would be made (src/store/visit/hold_part.rs), in the order of time.
    parts           TEXT NOT NULL CHECK (json_type(parts) = 'array'),
    created_at      TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    -- Another offer of the same call was booked: this one may still be booked in that call, but is in nobody's way.
    is_let_go       INTEGER NOT NULL DEFAULT 0 CHECK (is_let_go IN (0, 1)),
    -- What the visit's pauses will be; empty for a simple service.
    pause_bookable_policy TEXT CHECK (pause_bookable_policy = 'free' OR pause_bookable_policy = 'blocked'
            OR pause_bookable_policy = 'flexible' OR pause_bookable_policy = 'never')
) STRICT;

-- How far the poll has read.
CREATE TABLE poll_state (
    company_id INTEGER NOT NULL PRIMARY KEY REFERENCES companies (id),
    read_until TEXT NOT NULL CHECK (read_until GLOB '????-??-??T*Z'),
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    -- Bookings that it found changed since the last webhook, in how many polls, and since when.
    untold       INTEGER NOT NULL DEFAULT 0 CHECK (untold >= 0),
    untold_polls INTEGER NOT NULL DEFAULT 0 CHECK (untold_polls >= 0),
    untold_since TEXT CHECK (untold_since IS NULL OR untold_since GLOB '????-??-??T*Z')
) STRICT;

-- By the day of booking (UTC date of creation): how many have a staff member, how many a host. `chairside quality` and
-- the metrics count the same.
CREATE VIEW staff_assignment_quality AS
SELECT date(created_at) AS date,
       count(*) AS total,
       sum(staff_id IS NOT NULL) AS with_staff,
       sum(calcom_host_id IS NOT NULL) AS with_host,
       round(100.0 * sum(staff_id IS NOT NULL) / count(*), 1) AS success_rate
FROM appointments
GROUP BY date(created_at)
ORDER BY date(created_at);

-- Knowing who, for good: every decision kept, every host known, every verdict of a person remembered.
-- Each decision about a segment, in order; the newest is the one the segment shows. Append-only.
CREATE TABLE decisions (
    id          INTEGER PRIMARY KEY,
    company_id  INTEGER NOT NULL REFERENCES companies (id),
    -- No references: a segment may turn out to be another's double and go, what was decided stays.
    segment_id  INTEGER NOT NULL,
    appointment_id INTEGER NOT NULL,
    host_id     INTEGER,
    state       TEXT NOT NULL CHECK (state = 'matched' OR state = 'ambiguous' OR state = 'no_candidate' OR state = 'not_evaluated'),
    staff_id    TEXT REFERENCES staff (id),
    rule        TEXT,
    confidence  INTEGER CHECK (confidence BETWEEN 0 AND 100),
    -- What else belongs to it, as JSON: candidates with scores, margin, threshold, note, and who the host was. What the
    -- columns say is left out, of the candidate who was chosen too; so are nulls, empty lists, and addresses (the host's
    -- that are the staff member's) where they are all of the host's. Older rows may have everything.
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
-- The few that people took.
CREATE INDEX decisions_by_people ON decisions (appointment_id) WHERE decided_by <> 'system';

-- Words of a person may hold a name, which must go once that person is forgotten; nothing else of a decision changes.
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions
WHEN NEW.reason <> '' OR (NEW.id, NEW.company_id, NEW.segment_id, NEW.appointment_id, NEW.host_id, NEW.state, NEW.staff_id,
        NEW.rule, NEW.confidence, NEW.details, NEW.host_source, NEW.decided_by, NEW.decided_at, NEW.audit_seq)
    IS NOT (OLD.id, OLD.company_id, OLD.segment_id, OLD.appointment_id, OLD.host_id, OLD.state, OLD.staff_id,
        OLD.rule, OLD.confidence, OLD.details, OLD.host_source, OLD.decided_by, OLD.decided_at, OLD.audit_seq)
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
    -- Whether Cal.com's member lists ever had the host; one of bookings alone cannot vanish from them.
    is_listed     INTEGER NOT NULL DEFAULT 0 CHECK (is_listed IN (0, 1)),
    -- Set while Cal.com's lists no longer have the host, whose mapping is kept and flagged.
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

-- The end of the audit chain, kept apart from the chain: a cut tail shows.
CREATE TABLE audit_head (
    one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;

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

-- Visits of several segments: services with segments and pauses, whose minutes a visit takes, event types kept in
-- step, and what else takes a staff member's time.
-- What takes how long, in order. A simple service has exactly one, A, with no pause behind it.
CREATE TABLE service_segments (
    service_id          INTEGER NOT NULL REFERENCES services (id),
    segment_key         TEXT NOT NULL CHECK (segment_key GLOB '[A-Z]'),
    position            INTEGER NOT NULL CHECK (position >= 1),
    name                TEXT NOT NULL,
    duration_minutes    INTEGER NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
    -- Between this segment and the next; 0 behind the last.
    pause_after_minutes INTEGER NOT NULL DEFAULT 0 CHECK (pause_after_minutes BETWEEN 0 AND 1440),
    -- `same`: the staff member of the visit; `any`: handed over to one who is free.
    performer           TEXT NOT NULL DEFAULT 'same' CHECK (performer IN ('same', 'any')),
    -- `staff`: an event type per person; `pool`: one event type, Cal.com chooses.
    booked_as           TEXT NOT NULL DEFAULT 'staff' CHECK (booked_as IN ('staff', 'pool')),
    PRIMARY KEY (service_id, segment_key),
    UNIQUE (service_id, position)
) STRICT;

-- Which staff member does a segment, and how long it takes with this one where that differs.
CREATE TABLE service_staff (
    service_id       INTEGER NOT NULL REFERENCES services (id),
    segment_key      TEXT NOT NULL,
    staff_id         TEXT NOT NULL REFERENCES staff (id),
    duration_minutes INTEGER CHECK (duration_minutes BETWEEN 1 AND 1440),
    PRIMARY KEY (service_id, segment_key, staff_id),
    FOREIGN KEY (service_id, segment_key) REFERENCES service_segments (service_id, segment_key)
        ON DELETE CASCADE
) STRICT;
CREATE INDEX service_staff_staff ON service_staff (staff_id);

CREATE INDEX sagas_stuck ON sagas (created_at) WHERE state = 'stuck';

-- Illness, holidays, days at the school: the staff member is not there.
CREATE TABLE absences (
    id         INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies (id),
    staff_id   TEXT NOT NULL REFERENCES staff (id),
    starts_at  TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T*Z'),
    ends_at    TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T*Z' AND ends_at > starts_at),
    reason     TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z')
) STRICT;
CREATE INDEX absences_staff ON absences (staff_id, ends_at, starts_at);

-- When a branch is open, in its own wall clock; several rows a day where it closes at noon. A branch without any row
-- is as open as Cal.com says.
CREATE TABLE branch_hours (
    branch_id INTEGER NOT NULL REFERENCES branches (id),
    -- Monday is 1, Sunday 7.
    weekday   INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    opens     TEXT NOT NULL CHECK (opens GLOB '[0-2][0-9]:[0-5][0-9]'),
    closes    TEXT NOT NULL CHECK (closes GLOB '[0-2][0-9]:[0-5][0-9]' AND closes > opens),
    PRIMARY KEY (branch_id, weekday, opens)
) STRICT;

-- Bank holidays and other days on which it stays shut.
CREATE TABLE branch_closures (
    branch_id INTEGER NOT NULL REFERENCES branches (id),
    day       TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    name      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (branch_id, day)
) STRICT;

-- What a person of the salon should look at. Told once; gone when it is cleared.
CREATE TABLE warnings (
    id         INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies (id),
    kind       TEXT NOT NULL,
    -- What it is about: an appointment, a saga, an event type, as text.
    subject    TEXT NOT NULL,
    message    TEXT NOT NULL,
    raised_at  TEXT NOT NULL CHECK (raised_at GLOB '????-??-??T*Z'),
    cleared_at TEXT CHECK (cleared_at IS NULL OR cleared_at GLOB '????-??-??T*Z'),
    -- A warning that comes again is counted, not repeated.
    count      INTEGER NOT NULL DEFAULT 1 CHECK (count >= 1),
    last_raised_at TEXT CHECK (last_raised_at IS NULL OR last_raised_at GLOB '????-??-??T*Z')
) STRICT;
CREATE UNIQUE INDEX warnings_one ON warnings (company_id, kind, subject) WHERE cleared_at IS NULL;

-- What a caller was promised that the desk would see to: who, which number, what was wished.
CREATE TABLE callbacks (
    id            INTEGER PRIMARY KEY,
    company_id    INTEGER NOT NULL REFERENCES companies (id),
    -- The call, the web form's request, or the saga: one open note for one wish in it.
    subject       TEXT NOT NULL,
    -- Why it could not be done, for example key_refused.
    reason        TEXT NOT NULL,
    customer_name TEXT NOT NULL DEFAULT '',
    -- E.164; empty where the number was withheld.
    phone         TEXT NOT NULL DEFAULT '',
    -- What was wished, as a sentence for the desk.
    wish          TEXT NOT NULL,
    appointment_id INTEGER REFERENCES appointments (id),
    count         INTEGER NOT NULL DEFAULT 1 CHECK (count >= 1),
    made_at       TEXT NOT NULL CHECK (made_at GLOB '????-??-??T*Z'),
    last_at       TEXT NOT NULL CHECK (last_at GLOB '????-??-??T*Z'),
    done_at       TEXT CHECK (done_at IS NULL OR done_at GLOB '????-??-??T*Z'),
    done_by       TEXT,
    note          TEXT
) STRICT;
CREATE UNIQUE INDEX callbacks_one ON callbacks (company_id, subject, wish) WHERE done_at IS NULL;

-- What is wrong with the whole, told to whoever keeps the appliance: a row from when it began until it is over.
CREATE TABLE alarms (
    id         INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies (id),
    kind       TEXT NOT NULL,
    level      TEXT NOT NULL CHECK (level IN ('warn', 'alarm')),
    -- As it was found last.
    message    TEXT NOT NULL,
    began_at   TEXT NOT NULL CHECK (began_at GLOB '????-??-??T*Z'),
    -- When it was told last, and how bad it was at the worst telling; empty while it was muted all the time.
    told_at    TEXT CHECK (told_at IS NULL OR told_at GLOB '????-??-??T*Z'),
    told_level TEXT CHECK (told_level IN ('warn', 'alarm')),
    -- Set while it is well and not over yet.
    well_since TEXT CHECK (well_since IS NULL OR well_since GLOB '????-??-??T*Z'),
    acked_at   TEXT CHECK (acked_at IS NULL OR acked_at GLOB '????-??-??T*Z'),
    acked_by   TEXT,
    cleared_at TEXT CHECK (cleared_at IS NULL OR cleared_at GLOB '????-??-??T*Z'),
    CHECK ((told_at IS NULL) = (told_level IS NULL))
) STRICT;
CREATE UNIQUE INDEX alarms_one ON alarms (company_id, kind) WHERE cleared_at IS NULL;

-- Of what nobody is told for a while, or for good.
CREATE TABLE alarm_mutes (
    company_id  INTEGER NOT NULL REFERENCES companies (id),
    kind        TEXT NOT NULL,
    muted_until TEXT CHECK (muted_until IS NULL OR muted_until GLOB '????-??-??T*Z'),
    muted_by    TEXT NOT NULL,
    muted_at    TEXT NOT NULL CHECK (muted_at GLOB '????-??-??T*Z'),
    PRIMARY KEY (company_id, kind)
) STRICT;

-- What is to be said of an alarm, by which channel.
CREATE TABLE alarm_notices (
    id          INTEGER PRIMARY KEY,
    company_id  INTEGER NOT NULL REFERENCES companies (id),
    -- Empty for a trial.
    alarm_id    INTEGER REFERENCES alarms (id),
    channel     TEXT NOT NULL CHECK (channel IN ('mail', 'hook')),
    tells       TEXT NOT NULL CHECK (tells = 'fired' OR tells = 'worse' OR tells = 'still' OR tells = 'clear' OR tells = 'test'),
    level       TEXT NOT NULL CHECK (level IN ('warn', 'alarm')),
    title       TEXT NOT NULL,
    body        TEXT NOT NULL,
    state       TEXT NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'sent' OR state = 'dropped' OR state = 'dead'),
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT CHECK (next_try_at IS NULL OR next_try_at GLOB '????-??-??T*Z'),
    -- What went wrong, without address or token.
    last_error  TEXT,
    made_at     TEXT NOT NULL CHECK (made_at GLOB '????-??-??T*Z'),
    finished_at TEXT CHECK (finished_at IS NULL OR finished_at GLOB '????-??-??T*Z')
) STRICT;
CREATE INDEX alarm_notices_open ON alarm_notices (next_try_at) WHERE state = 'open';
CREATE INDEX alarm_notices_alarm ON alarm_notices (alarm_id, channel);

-- What is done by itself every so often, and how it went last.
CREATE TABLE chores (
    company_id    INTEGER NOT NULL REFERENCES companies (id),
    name          TEXT NOT NULL,
    done_at       TEXT CHECK (done_at IS NULL OR done_at GLOB '????-??-??T*Z'),
    -- Set while it does not go well.
    failing_since TEXT CHECK (failing_since IS NULL OR failing_since GLOB '????-??-??T*Z'),
    PRIMARY KEY (company_id, name)
) STRICT;

-- What the salon has at Retell, by its name there. Nothing is lost with it: a push finds its own again.
CREATE TABLE retell_parts (
    company_id INTEGER NOT NULL REFERENCES companies (id),
    kind       TEXT NOT NULL CHECK (kind IN ('llm', 'agent')),
    id         TEXT NOT NULL,
    noted_at   TEXT NOT NULL CHECK (noted_at GLOB '????-??-??T*Z'),
    PRIMARY KEY (company_id, kind)
) STRICT;

-- What customers are told about their visits, from when it is decided on. Written in the transaction that changes the
-- visit, sent afterwards.
CREATE TABLE outbox (
    -- In the order of deciding: when it was, in Unix milliseconds, or one more than the newest.
    number      INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 0xffffffffffff),
    -- Its name for life: also the mail's Message-ID and the gateway's key. Begins with the number, by which it is found
    -- without an index of its own.
    id          TEXT NOT NULL CHECK (substr(id, 1, 12) = printf('%012x', number)),
    company_id  INTEGER NOT NULL REFERENCES companies (id),
    -- No reference: of two appointments that turn out to be one, one goes.
    visit_ref   TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind = 'confirmed' OR kind = 'moved' OR kind = 'cancelled' OR kind = 'reminder'),
    -- Grows with each message of a visit that may have left: the SEQUENCE of its event in calendars.
    revision    INTEGER NOT NULL CHECK (revision >= 0),
    channel     TEXT NOT NULL CHECK (channel = 'mail' OR channel = 'sms' OR channel = 'nowhere'),
    -- An address, or a number in E.164; empty where it goes nowhere.
    recipient   TEXT NOT NULL DEFAULT '',
    -- What it says, as JSON, without the visit's reference and without what is empty.
    facts       TEXT NOT NULL CHECK (json_valid(facts)),
    state       TEXT NOT NULL CHECK (state = 'open' OR state = 'sent' OR state = 'given_up' OR state = 'replaced'
            OR state = 'untold'),
    -- Why it goes nowhere, or how the last try ended.
    reason      TEXT NOT NULL DEFAULT '',
    attempts    INTEGER NOT NULL DEFAULT 0,
    -- Since when it is due, UTC: after so long it is given up.
    due_at      TEXT NOT NULL CHECK (due_at GLOB '????-??-??T*Z'),
    -- When it is sent next, while it is open.
    next_try_at TEXT CHECK (next_try_at IS NULL OR next_try_at GLOB '????-??-??T*Z'),
    -- Since when it may have left; empty while it surely has not.
    sending_at  TEXT CHECK (sending_at IS NULL OR sending_at GLOB '????-??-??T*Z'),
    -- The visit's link, until it is sent; of what was sent its hash alone is kept.
    link_token  TEXT,
    -- Under which name the other side has it.
    provider_id TEXT,
    -- On whose behalf it was written: the log's name of the event, the call or the request.
    request     TEXT,
    created_at  TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    -- When what it says was fixed.
    written_at  TEXT NOT NULL CHECK (written_at GLOB '????-??-??T*Z'),
    finished_at TEXT CHECK (finished_at IS NULL OR finished_at GLOB '????-??-??T*Z'),
    CHECK ((state = 'open') = (next_try_at IS NOT NULL)),
    CHECK ((channel = 'nowhere') = (recipient = ''))
) STRICT;
CREATE INDEX outbox_due ON outbox (next_try_at) WHERE state = 'open';
CREATE INDEX outbox_visit ON outbox (visit_ref);
CREATE INDEX outbox_given_up ON outbox (finished_at) WHERE state = 'given_up';

-- The links that were sent: a secret of 128 random bits opens one visit until it is over.
CREATE TABLE visit_links (
    -- SHA-256, hex.
    token_hash TEXT NOT NULL PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies (id),
    visit_ref  TEXT NOT NULL,
    made_at    TEXT NOT NULL CHECK (made_at GLOB '????-??-??T*Z')
) STRICT;

-- Who may use the salon's page.
CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    company_id    INTEGER NOT NULL REFERENCES companies (id),
    -- What is typed to come in, in small letters.
    name          TEXT NOT NULL CHECK (name = lower(name)),
    role          TEXT NOT NULL CHECK (role = 'owner' OR role = 'desk' OR role = 'agency'),
    -- argon2id with its parameters and its salt; empty until a password is chosen.
    password_hash TEXT NOT NULL DEFAULT '',
    -- What the page speaks to this user; the salon's language where it is empty.
    language      TEXT CHECK (language IN ('de', 'en')),
    made_at       TEXT NOT NULL CHECK (made_at GLOB '????-??-??T*Z'),
    updated_at    TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    UNIQUE (company_id, name)
) STRICT;

-- Who is logged in. Of the secret in the browser the hash alone is kept.
CREATE TABLE sessions (
    id         INTEGER PRIMARY KEY,
    -- SHA-256, hex.
    token_hash TEXT NOT NULL UNIQUE,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    made_at    TEXT NOT NULL CHECK (made_at GLOB '????-??-??T*Z'),
    seen_at    TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T*Z')
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);

-- Links by which a password is chosen, once and soon.
CREATE TABLE setup_links (
    -- SHA-256, hex.
    token_hash TEXT NOT NULL PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies (id),
    -- Whose password; empty for the first owner, who has no row yet.
    user_id    INTEGER REFERENCES users (id),
    made_at    TEXT NOT NULL CHECK (made_at GLOB '????-??-??T*Z')
) STRICT;

-- Which program brought the database to which schema: an older one names the one that is needed.
CREATE TABLE upgrades (
    schema     INTEGER PRIMARY KEY,
    program    TEXT NOT NULL,
    applied_at TEXT NOT NULL CHECK (applied_at GLOB '????-??-??T*Z')
) STRICT;

-- Counts on with every change of the tables that are kept in memory (src/store/db/kept.rs), whoever makes it.
CREATE TABLE salon_revision (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO salon_revision (id, revision) VALUES (1, 1);

CREATE TRIGGER branches_revised_by_insert AFTER INSERT ON branches
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER branches_revised_by_update AFTER UPDATE ON branches
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER branches_revised_by_delete AFTER DELETE ON branches
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER branch_hours_revised_by_insert AFTER INSERT ON branch_hours
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER branch_hours_revised_by_update AFTER UPDATE ON branch_hours
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER branch_hours_revised_by_delete AFTER DELETE ON branch_hours
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER branch_closures_revised_by_insert AFTER INSERT ON branch_closures
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER branch_closures_revised_by_update AFTER UPDATE ON branch_closures
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER branch_closures_revised_by_delete AFTER DELETE ON branch_closures
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER staff_revised_by_insert AFTER INSERT ON staff
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER staff_revised_by_update AFTER UPDATE ON staff
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER staff_revised_by_delete AFTER DELETE ON staff
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER staff_emails_revised_by_insert AFTER INSERT ON staff_emails
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER staff_emails_revised_by_update AFTER UPDATE ON staff_emails
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER staff_emails_revised_by_delete AFTER DELETE ON staff_emails
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER services_revised_by_insert AFTER INSERT ON services
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER services_revised_by_update AFTER UPDATE ON services
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER services_revised_by_delete AFTER DELETE ON services
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER service_segments_revised_by_insert AFTER INSERT ON service_segments
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER service_segments_revised_by_update AFTER UPDATE ON service_segments
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER service_segments_revised_by_delete AFTER DELETE ON service_segments
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER service_staff_revised_by_insert AFTER INSERT ON service_staff
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER service_staff_revised_by_update AFTER UPDATE ON service_staff
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER service_staff_revised_by_delete AFTER DELETE ON service_staff
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER calcom_event_map_revised_by_insert AFTER INSERT ON calcom_event_map
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER calcom_event_map_revised_by_update AFTER UPDATE ON calcom_event_map
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER calcom_event_map_revised_by_delete AFTER DELETE ON calcom_event_map
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER absences_revised_by_insert AFTER INSERT ON absences
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER absences_revised_by_update AFTER UPDATE ON absences
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER absences_revised_by_delete AFTER DELETE ON absences
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER calcom_host_mappings_revised_by_insert AFTER INSERT ON calcom_host_mappings
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER calcom_host_mappings_revised_by_update AFTER UPDATE ON calcom_host_mappings
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER calcom_host_mappings_revised_by_delete AFTER DELETE ON calcom_host_mappings
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER calcom_hosts_revised_by_insert AFTER INSERT ON calcom_hosts
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER calcom_hosts_revised_by_update AFTER UPDATE ON calcom_hosts
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER calcom_hosts_revised_by_delete AFTER DELETE ON calcom_hosts
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER suggestion_verdicts_revised_by_insert AFTER INSERT ON suggestion_verdicts
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER suggestion_verdicts_revised_by_update AFTER UPDATE ON suggestion_verdicts
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER suggestion_verdicts_revised_by_delete AFTER DELETE ON suggestion_verdicts
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER warnings_revised_by_insert AFTER INSERT ON warnings
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
-- How often it came is asked of the table.
CREATE TRIGGER warnings_revised_by_update AFTER UPDATE OF cleared_at ON warnings
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
CREATE TRIGGER warnings_revised_by_delete AFTER DELETE ON warnings
BEGIN UPDATE salon_revision SET revision = revision + 1; END;
