-- What Cal.com refuses is told as what it is: a visit that waits for the salon's yes has a status of its own, a warning
-- counts how often it came, and what cannot be settled on the phone becomes a note for the desk.

-- `requested` waits for the salon's confirmation; `pending` is a visit of which only some parts stand.
DROP VIEW staff_assignment_quality;
CREATE TABLE appointments_new (
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
        CHECK (status IN ('confirmed', 'requested', 'pending', 'cancelled', 'rejected')),
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
    updated_at            TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T*Z'),
    pause_bookable_policy TEXT CHECK (pause_bookable_policy IN ('free', 'blocked', 'flexible', 'never')),
    -- How many segments of active work it was planned with; it stands when so many stand.
    segments_planned      INTEGER NOT NULL DEFAULT 1 CHECK (segments_planned BETWEEN 1 AND 26)
) STRICT;
INSERT INTO appointments_new
SELECT a.id, a.company_id, a.branch_id, a.customer_id, a.service_id, a.staff_id, a.preferred_staff_id,
    a.calcom_v2_booking_uid, a.calcom_host_id,
    iif(a.status = 'pending' AND a.segments_planned <= (
            SELECT count(*) FROM appointment_segments s
            WHERE s.appointment_id = a.id AND s.kind = 'work'
              AND (s.booking_status IS NULL OR s.booking_status IN ('accepted', 'pending'))),
        'requested', a.status),
    a.source, a.starts_at, a.ends_at, a.is_composite, a.composite_group_uid, a.assignment_state, a.visit_ref,
    a.metadata, a.created_at, a.updated_at, a.pause_bookable_policy, a.segments_planned
FROM appointments a;
DROP TABLE appointments;
ALTER TABLE appointments_new RENAME TO appointments;
CREATE INDEX appointments_host ON appointments (calcom_host_id);
CREATE UNIQUE INDEX appointments_booking ON appointments (calcom_v2_booking_uid)
    WHERE calcom_v2_booking_uid IS NOT NULL;
CREATE INDEX appointments_customer ON appointments (customer_id, starts_at);
CREATE INDEX appointments_day ON appointments (company_id, starts_at);
CREATE VIEW staff_assignment_quality AS
SELECT date(created_at) AS date,
       count(*) AS total,
       sum(staff_id IS NOT NULL) AS with_staff,
       sum(calcom_host_id IS NOT NULL) AS with_host,
       round(100.0 * sum(staff_id IS NOT NULL) / count(*), 1) AS success_rate
FROM appointments
GROUP BY date(created_at)
ORDER BY date(created_at);

-- 0 while only the answer to a change has told of the booking: its uid is looked up before anything is done to it.
ALTER TABLE calcom_bookings ADD COLUMN is_read INTEGER NOT NULL DEFAULT 1 CHECK (is_read IN (0, 1));

-- A warning that comes again is counted, not repeated.
ALTER TABLE warnings ADD COLUMN count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 1);
ALTER TABLE warnings ADD COLUMN last_raised_at TEXT
    CHECK (last_raised_at IS NULL OR last_raised_at GLOB '????-??-??T*Z');

-- What a caller was promised that somebody would see to: who, which number, what was wished.
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
