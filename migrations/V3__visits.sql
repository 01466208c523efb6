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
    -- `same`: whoever does the visit; `any`: handed over to whoever is free.
    performer           TEXT NOT NULL DEFAULT 'same' CHECK (performer IN ('same', 'any')),
    -- `staff`: an event type per person; `pool`: one event type, Cal.com chooses.
    booked_as           TEXT NOT NULL DEFAULT 'staff' CHECK (booked_as IN ('staff', 'pool')),
    PRIMARY KEY (service_id, segment_key),
    UNIQUE (service_id, position)
) STRICT;

-- Who does a segment, and how long she takes where that differs.
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

-- Kept free behind the whole visit.
ALTER TABLE services ADD COLUMN buffer_minutes INTEGER NOT NULL DEFAULT 0
    CHECK (buffer_minutes BETWEEN 0 AND 240);
-- The order of a visit's bookings at Cal.com.
ALTER TABLE services ADD COLUMN booking_order TEXT NOT NULL DEFAULT 'last_first'
    CHECK (booking_order IN ('last_first', 'first_first'));
-- Who described it: the configuration file, which writes it anew at each start, or a person with a command.
ALTER TABLE services ADD COLUMN described_by TEXT NOT NULL DEFAULT 'file'
    CHECK (described_by IN ('file', 'desk'));
-- Grows with each change, so that two people who change it at once do not undo each other's work.
ALTER TABLE services ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

INSERT INTO service_segments (service_id, segment_key, position, name, duration_minutes)
SELECT id, 'A', 1, name, duration_minutes FROM services;
INSERT INTO service_staff (service_id, segment_key, staff_id)
SELECT DISTINCT service_id, segment_key, staff_id FROM calcom_event_map
WHERE staff_id IS NOT NULL AND segment_key = 'A';

-- How she wants her pauses; over the service's, under the visit's own.
ALTER TABLE staff ADD COLUMN pause_bookable_policy TEXT
    CHECK (pause_bookable_policy IN ('free', 'blocked', 'flexible'));

-- (service, segment, staff member or pool) -> Cal.com event type. Anew, because one that is still to be created at
-- Cal.com has no number yet. The pause behind segment A is booked as A+ where it is held.
CREATE TABLE calcom_event_map_new (
    id             INTEGER PRIMARY KEY,
    company_id     INTEGER NOT NULL REFERENCES companies (id),
    branch_id      INTEGER REFERENCES branches (id),
    service_id     INTEGER NOT NULL REFERENCES services (id),
    segment_key    TEXT NOT NULL DEFAULT 'A',
    staff_id       TEXT REFERENCES staff (id),
    event_type_id  INTEGER CHECK (event_type_id > 0),
    sync_status    TEXT NOT NULL DEFAULT 'synced'
        CHECK (sync_status IN ('pending', 'synced', 'drift', 'error')),
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
INSERT INTO calcom_event_map_new (id, company_id, branch_id, service_id, segment_key, staff_id, event_type_id,
    sync_status, created_at, updated_at)
SELECT id, company_id, branch_id, service_id, segment_key, staff_id, event_type_id, sync_status, created_at,
    updated_at FROM calcom_event_map;
DROP TABLE calcom_event_map;
ALTER TABLE calcom_event_map_new RENAME TO calcom_event_map;
CREATE UNIQUE INDEX calcom_event_map_one
    ON calcom_event_map (service_id, segment_key, coalesce(branch_id, 0), coalesce(staff_id, ''))
    WHERE is_retired = 0;
CREATE UNIQUE INDEX calcom_event_map_event_type ON calcom_event_map (company_id, event_type_id);

-- A visit keeps what it was booked with.
ALTER TABLE appointments ADD COLUMN pause_bookable_policy TEXT
    CHECK (pause_bookable_policy IN ('free', 'blocked', 'flexible', 'never'));
-- How many segments of active work it was planned with; it stands when so many stand.
ALTER TABLE appointments ADD COLUMN segments_planned INTEGER NOT NULL DEFAULT 1
    CHECK (segments_planned BETWEEN 1 AND 26);

-- `work` is active work, `pause` a booking that holds a pause for the stylist.
ALTER TABLE appointment_segments ADD COLUMN kind TEXT NOT NULL DEFAULT 'work' CHECK (kind IN ('work', 'pause'));
-- As it was called when it was booked; empty for a simple appointment.
ALTER TABLE appointment_segments ADD COLUMN name TEXT NOT NULL DEFAULT '';
-- What the stylist needs besides, as booked: after it in a free pause, before it out of one, behind the visit.
ALTER TABLE appointment_segments ADD COLUMN settle_minutes INTEGER NOT NULL DEFAULT 0
    CHECK (settle_minutes BETWEEN 0 AND 240);
ALTER TABLE appointment_segments ADD COLUMN return_minutes INTEGER NOT NULL DEFAULT 0
    CHECK (return_minutes BETWEEN 0 AND 240);
ALTER TABLE appointment_segments ADD COLUMN buffer_minutes INTEGER NOT NULL DEFAULT 0
    CHECK (buffer_minutes BETWEEN 0 AND 240);

-- Whose minutes a hold keeps: a part per segment (and per held pause), one for a simple service.
CREATE TABLE hold_parts (
    hold_id         TEXT NOT NULL REFERENCES holds (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL CHECK (position >= 1),
    segment_key     TEXT NOT NULL,
    kind            TEXT NOT NULL DEFAULT 'work' CHECK (kind IN ('work', 'pause')),
    name            TEXT NOT NULL DEFAULT '',
    event_type_id   INTEGER NOT NULL,
    staff_id        TEXT REFERENCES staff (id),
    starts_at       TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T*Z'),
    ends_at         TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T*Z' AND ends_at > starts_at),
    settle_minutes  INTEGER NOT NULL DEFAULT 0 CHECK (settle_minutes BETWEEN 0 AND 240),
    return_minutes  INTEGER NOT NULL DEFAULT 0 CHECK (return_minutes BETWEEN 0 AND 240),
    buffer_minutes  INTEGER NOT NULL DEFAULT 0 CHECK (buffer_minutes BETWEEN 0 AND 240),
    reservation_uid TEXT,
    PRIMARY KEY (hold_id, position)
) STRICT;
CREATE INDEX hold_parts_time ON hold_parts (ends_at, starts_at);
INSERT INTO hold_parts (hold_id, position, segment_key, event_type_id, staff_id, starts_at, ends_at, reservation_uid)
SELECT id, 1, 'A', event_type_id, staff_id, starts_at, ends_at, reservation_uid FROM holds;
-- Another offer of the same call was booked: this one may still be booked in that call, but is in nobody's way.
ALTER TABLE holds ADD COLUMN is_let_go INTEGER NOT NULL DEFAULT 0 CHECK (is_let_go IN (0, 1));
-- What the visit's pauses will be; empty for a simple service.
ALTER TABLE holds ADD COLUMN pause_bookable_policy TEXT
    CHECK (pause_bookable_policy IN ('free', 'blocked', 'flexible', 'never'));

-- The journal: a person may have a stuck saga tried again, each time in a new round.
CREATE TABLE saga_events_new (
    seq     INTEGER PRIMARY KEY,
    saga_id TEXT NOT NULL REFERENCES sagas (id),
    step    INTEGER NOT NULL CHECK (step >= 0),
    event   TEXT NOT NULL CHECK (event IN
        ('started', 'succeeded', 'failed', 'undo_started', 'undo_finished', 'undo_failed')),
    round   INTEGER NOT NULL DEFAULT 0 CHECK (round >= 0),
    data    TEXT NOT NULL CHECK (json_valid(data)),
    at      TEXT NOT NULL CHECK (at GLOB '????-??-??T*Z'),
    UNIQUE (saga_id, step, event, round)
) STRICT;
INSERT INTO saga_events_new (seq, saga_id, step, event, data, at)
SELECT seq, saga_id, step, event, data, at FROM saga_events;
DROP TABLE saga_events;
ALTER TABLE saga_events_new RENAME TO saga_events;

CREATE TABLE sagas_new (
    id            TEXT NOT NULL PRIMARY KEY,
    kind          TEXT NOT NULL CHECK (kind IN ('book', 'cancel', 'move', 'release')),
    params        TEXT NOT NULL CHECK (json_valid(params)),
    state         TEXT NOT NULL CHECK (state IN ('open', 'done', 'unwound', 'stuck')),
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
    created_at    TEXT NOT NULL CHECK (created_at GLOB '????-??-??T*Z'),
    updated_at    TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z')
) STRICT;
INSERT INTO sagas_new (id, kind, params, state, attempts, last_error, next_try_at, sent_at, result, created_at,
    updated_at)
SELECT id, kind, params, state, attempts, last_error, next_try_at, sent_at, result, created_at, updated_at
FROM sagas;
DROP TABLE sagas;
ALTER TABLE sagas_new RENAME TO sagas;
CREATE INDEX sagas_open ON sagas (next_try_at) WHERE state = 'open';
CREATE INDEX sagas_stuck ON sagas (created_at) WHERE state = 'stuck';

-- Ill, on holiday, at the school: she is not there.
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

-- When a shop is open, in its own wall clock; several rows a day where it closes at noon. A shop without any row
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

-- What somebody of the salon should look at. Told once; gone when it is cleared.
CREATE TABLE warnings (
    id         INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies (id),
    kind       TEXT NOT NULL,
    -- What it is about: an appointment, a saga, an event type, as text.
    subject    TEXT NOT NULL,
    message    TEXT NOT NULL,
    raised_at  TEXT NOT NULL CHECK (raised_at GLOB '????-??-??T*Z'),
    cleared_at TEXT CHECK (cleared_at IS NULL OR cleared_at GLOB '????-??-??T*Z')
) STRICT;
CREATE UNIQUE INDEX warnings_one ON warnings (company_id, kind, subject) WHERE cleared_at IS NULL;
