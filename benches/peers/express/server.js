'use strict';
// The peer: what a small agency would write for the same job, with Express and better-sqlite3. It verifies Retell's signature
// over the bytes as they came, keeps webhooks before it answers, and books one simple service by one call to Cal.com. It is
// written to be quick at that: prepared statements, one transaction a booking, connections to Cal.com that stay open.
//
//   TZ=Europe/Berlin node server.js CONFIG.json      the salon's clock is that of the process; ../express.rs writes the file
//
// It prints its address once it listens, and ends when its standard input does.

const { createHmac, timingSafeEqual } = require('node:crypto');
const { readFileSync } = require('node:fs');
const http = require('node:http');
const Database = require('better-sqlite3');
const express = require('express');

const SIGNED_WITHIN_MS = 300_000;
const BODY_MAX = '1mb';
const CALCOM_TIMEOUT_MS = 10_000;
const CALCOM_SOCKETS_MAX = 128;
const CALCOM_VERSION = '2024-08-13';

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'));

let statementsRun = 0;
const counted = { verbose: () => { statementsRun += 1; } };
const db = new Database(config.database, config.counts ? counted : {});
db.pragma('journal_mode = WAL');
// better-sqlite3 builds SQLite so that a commit in WAL mode is not synced; what is answered has to be on the disk.
db.pragma('synchronous = FULL');
db.pragma('foreign_keys = ON');
db.exec(`
  CREATE TABLE IF NOT EXISTS staff (
    id INTEGER PRIMARY KEY,
    full_name TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL UNIQUE,
    event_type_id INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS customers (
    id INTEGER PRIMARY KEY,
    phone TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    seen_at TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS appointments (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    service TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    staff_id INTEGER REFERENCES staff (id),
    booking_uid TEXT NOT NULL UNIQUE,
    booking TEXT NOT NULL,
    booked_at TEXT NOT NULL,
    UNIQUE (call_id, starts_at)
  );
  CREATE INDEX IF NOT EXISTS appointments_by_start ON appointments (starts_at);
  CREATE TABLE IF NOT EXISTS webhooks (
    id INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    call_id TEXT,
    body BLOB NOT NULL,
    received_at TEXT NOT NULL
  );
`);

const hire = db.prepare(`INSERT INTO staff (full_name, email, event_type_id) VALUES (@name, @email, @eventType)
  ON CONFLICT (email) DO UPDATE SET full_name = excluded.full_name, event_type_id = excluded.event_type_id`);
db.transaction((people) => people.forEach((person) => hire.run(person)))(config.staff);
const eventTypes = new Map(config.staff.map((person) => [person.name, person.eventType]));

const bookedBefore = db.prepare('SELECT id, booking_uid FROM appointments WHERE call_id = ? AND starts_at = ?');
const staffWithEmail = db.prepare('SELECT id, full_name FROM staff WHERE email = ?');
const keepCustomer = db.prepare(`INSERT INTO customers (phone, full_name, seen_at) VALUES (?, ?, ?)
  ON CONFLICT (phone) DO UPDATE SET full_name = excluded.full_name, seen_at = excluded.seen_at RETURNING id`);
const keepAppointment = db.prepare(`INSERT INTO appointments
  (call_id, starts_at, ends_at, service, customer_id, staff_id, booking_uid, booking, booked_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
const keepWebhook = db.prepare('INSERT INTO webhooks (event, call_id, body, received_at) VALUES (?, ?, ?, ?)');

const keepBooking = db.transaction((call, args, startsAt, booking) => {
  const now = new Date().toISOString();
  const customer = keepCustomer.get(call.from_number, args.customer_name, now);
  const email = booking.hosts?.[0]?.email;
  const person = email && staffWithEmail.get(email.toLowerCase());
  const kept = keepAppointment.run(call.call_id, startsAt, booking.end, args.service, customer.id, person?.id ?? null,
    booking.uid, JSON.stringify(booking), now);
  return { id: Number(kept.lastInsertRowid), staff: person?.full_name };
});

const calcom = new URL(config.calcom);
const connections = new http.Agent({ keepAlive: true, maxSockets: CALCOM_SOCKETS_MAX });

/** One POST to Cal.com: its status and what it says. Rejects if there is no answer. */
function postToCalcom(path, payload) {
  const body = Buffer.from(JSON.stringify(payload));
  const options = {
    agent: connections,
    host: calcom.hostname,
    port: calcom.port,
    method: 'POST',
    path,
    timeout: CALCOM_TIMEOUT_MS,
    headers: {
      Authorization: `Bearer ${config.calcomKey}`,
      'cal-api-version': CALCOM_VERSION,
      'Content-Type': 'application/json',
      'Content-Length': body.length,
    },
  };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode, said: JSON.parse(Buffer.concat(chunks)) });
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on('timeout', () => request.destroy(new Error('Cal.com took too long')));
    request.on('error', reject);
    request.end(body);
  });
}

/** Whether Retell signed exactly these bytes a short time ago. */
function isSigned(header, body) {
  const parts = /^v=(\d{1,16}),d=([0-9a-f]{64})$/.exec(header ?? '');
  if (!parts || !Buffer.isBuffer(body)) return false;
  const [, signedAt, digest] = parts;
  if (Math.abs(Date.now() - Number(signedAt)) > SIGNED_WITHIN_MS) return false;
  const ours = createHmac('sha256', config.retellKey).update(body).update(signedAt).digest();
  return timingSafeEqual(ours, Buffer.from(digest, 'hex'));
}

const fromRetell = [
  express.raw({ type: () => true, limit: BODY_MAX }),
  (request, response, next) => {
    if (!isSigned(request.get('x-retell-signature'), request.body)) {
      response.status(401).json({ error: 'not signed' });
      return;
    }
    request.message = JSON.parse(request.body);
    next();
  },
];

async function bookAppointment(call, args) {
  const eventTypeId = args.service === config.service ? eventTypes.get(args.staff) : undefined;
  const start = new Date(args.start);
  if (eventTypeId === undefined || Number.isNaN(start.getTime())) {
    return { status: 'invalid', say: 'Welche Leistung darf es sein, bei wem und wann?' };
  }
  const startsAt = start.toISOString();
  const before = bookedBefore.get(call.call_id, startsAt);
  if (before) {
    return { status: 'booked', appointment_id: before.id, booking_uid: before.booking_uid, say: 'Das ist eingetragen.' };
  }
  const { status, said } = await postToCalcom('/v2/bookings', {
    eventTypeId,
    start: startsAt,
    attendee: {
      name: args.customer_name,
      email: `${call.call_id}@${config.attendeeDomain}`,
      phoneNumber: call.from_number,
      timeZone: process.env.TZ,
      language: 'de',
    },
    metadata: { call_id: call.call_id },
  });
  if (status !== 201) return { status: 'taken', say: 'Diese Zeit ist leider vergeben.' };
  const booking = said.data;
  const kept = keepBooking(call, args, startsAt, booking);
  const say = kept.staff ? `Das ist eingetragen, bei ${kept.staff}.` : 'Das ist eingetragen.';
  return { status: 'booked', appointment_id: kept.id, booking_uid: booking.uid, start: booking.start, staff: kept.staff, say };
}

const app = express();
app.disable('x-powered-by');
app.get('/healthz', (request, response) => response.json({ ok: true }));
app.get('/statements', (request, response) => response.json({ statements: config.counts ? statementsRun : null }));
app.post('/api/retell/webhook', fromRetell, (request, response) => {
  const { event, call } = request.message;
  keepWebhook.run(event, call?.call_id ?? null, request.body, new Date().toISOString());
  response.status(204).end();
});
app.post('/api/retell/function', fromRetell, async (request, response) => {
  const { name, args, call } = request.message;
  if (name !== 'book_appointment') {
    response.json({ status: 'invalid', say: 'Das kann ich nicht.' });
    return;
  }
  try {
    response.json(await bookAppointment(call, args));
  } catch (error) {
    console.error(error.message);
    response.json({ status: 'unavailable', say: 'Das geht gerade nicht.' });
  }
});

const server = app.listen(0, '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`http://127.0.0.1:${server.address().port}`);
});
process.stdin.resume().on('end', () => {
  db.close();
  process.exit(0);
});
