//! `outbox`: what customers are told, from when it is decided on.

use crate::domain::ids::{CompanyId, CustomerId};
use crate::domain::message::facts::VisitFacts;
use crate::domain::message::kind::{Channel, Kind, State};
use crate::domain::{Error, Result};
use crate::store::db::stamp;
use crate::store::db::tx::Tx;
use crate::store::messages::outbox_name::{Fresh, NEXT, number};
use rusqlite::{Connection, OptionalExtension, Params, Row, named_params};
use time::OffsetDateTime;

/// A message as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// For life.
    pub id: String,
    pub visit_ref: String,
    pub kind: Kind,
    pub revision: u32,
    pub channel: Channel,
    /// Empty where it goes nowhere.
    pub recipient: String,
    pub facts: VisitFacts,
    pub state: State,
    /// Why it goes nowhere, or how the last try ended.
    pub reason: String,
    pub attempts: u32,
    /// Since when it is due, UTC.
    pub due_at: OffsetDateTime,
    /// When it is sent next, UTC; only while it is open.
    pub next_try_at: Option<OffsetDateTime>,
    /// Since when it may have left, UTC.
    pub sending_at: Option<OffsetDateTime>,
    pub link_token: Option<String>,
    /// On whose behalf it was written, as the log has it.
    pub request: Option<String>,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// When what it says was fixed, UTC.
    pub written_at: OffsetDateTime,
    pub finished_at: Option<OffsetDateTime>,
}

impl Message {
    /// Whether it is to be sent and surely has not left yet.
    pub fn is_untouched(&self) -> bool {
        self.state == State::Open && !self.may_have_left()
    }

    /// Whether it is being sent, was sent, or nobody knows.
    pub fn may_have_left(&self) -> bool {
        self.sending_at.is_some()
    }
}

/// A message that was just decided on.
#[derive(Clone, Debug)]
pub struct NewMessage<'a> {
    pub company: CompanyId,
    pub kind: Kind,
    pub revision: u32,
    pub channel: Channel,
    pub recipient: &'a str,
    pub facts: &'a VisitFacts,
    /// Why it goes nowhere; empty for one that is to be sent.
    pub reason: &'a str,
    /// When it is to be sent, UTC.
    pub due_at: OffsetDateTime,
    pub link_token: Option<&'a str>,
    /// On whose behalf, as the log has it.
    pub request: Option<&'a str>,
}

/// What `read` wants.
pub(crate) const COLUMNS: &str =
    "id, visit_ref, kind, revision, channel, recipient, facts, state, reason, attempts, due_at,
    next_try_at, sending_at, link_token, request, created_at, written_at, finished_at";

/// Writes a message down, and gives its name. One that goes nowhere is kept too: it says what was not told, and why.
pub fn insert(tx: &Tx, new: &NewMessage, now: OffsetDateTime) -> Result<String> {
    let is_open = new.channel != Channel::Nowhere;
    let state = if is_open { State::Open } else { State::Untold };
    let name = Fresh::new();
    tx.prepare_cached(&format!(
        "INSERT INTO outbox (number, id, company_id, visit_ref, kind, revision, channel, recipient, facts, state, reason,
             due_at, next_try_at, link_token, request, created_at, written_at, finished_at)
         VALUES ({NEXT}, printf('%012x', {NEXT}) || :rest, :company, :visit_ref, :kind, :revision, :channel, :recipient, :facts, :state, :reason,
             :due, iif(:state = 'open', :due, NULL), :token, :request, :now, :now, :finished)"
    ))?
    .execute(named_params! {
        ":earliest": name.earliest, ":rest": name.rest, ":company": new.company.0, ":visit_ref": new.facts.visit_ref,
        ":kind": new.kind.as_str(), ":revision": new.revision, ":channel": new.channel.as_str(),
        ":recipient": new.recipient, ":facts": json(new.facts)?, ":state": state.as_str(),
        ":reason": new.reason, ":due": stamp::millis(new.due_at),
        ":token": new.link_token, ":request": new.request, ":now": stamp::millis(now),
        ":finished": (!is_open).then(|| stamp::millis(now)),
    })?;
    Ok(name.of(tx.last_insert_rowid()))
}

/// Brings up to date what a message says that has not left yet, and when it is to be sent.
pub fn refresh(
    tx: &Tx,
    id: &str,
    (facts, revision): (&VisitFacts, u32),
    due_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET facts = ?2, due_at = ?3, next_try_at = ?3, written_at = ?4, revision = ?5
         WHERE number = ?6 AND id = ?1 AND state = 'open' AND sending_at IS NULL",
    )?
    .execute((id, json(facts)?, stamp::millis(due_at), stamp::millis(now), revision, number(id)))?;
    Ok(())
}

/// A newer message tells it. It may be on its way.
pub fn replace(tx: &Tx, id: &str, now: OffsetDateTime) -> Result<()> {
    finish(tx, id, (State::Replaced, ""), true, now).map(|_| ())
}

/// Ends an open message without its having been sent, unless it may have left by an earlier try. Whether it was open still.
pub fn finish(
    tx: &Tx,
    id: &str,
    (state, reason): (State, &str),
    may_have_left: bool,
    now: OffsetDateTime,
) -> Result<bool> {
    let ended = tx
        .prepare_cached(
            "UPDATE outbox SET state = ?2, reason = iif(?3 = '', reason, ?3), next_try_at = NULL, link_token = NULL,
                 sending_at = iif(?4, sending_at, NULL), finished_at = ?5
             WHERE number = ?6 AND id = ?1 AND state = 'open'",
        )?
        .execute((id, state.as_str(), reason, may_have_left, stamp::millis(now), number(id)))?;
    Ok(ended > 0)
}

/// The newest message about a visit, reminders and replaced ones left out.
pub fn newest(connection: &Connection, visit_ref: &str) -> Result<Option<Message>> {
    one(
        connection,
        "visit_ref = ?1 AND kind <> 'reminder' AND state <> 'replaced' ORDER BY revision DESC, rowid DESC LIMIT 1",
        [visit_ref],
    )
}

/// The reminder of a visit that is to be sent.
pub fn open_reminder(connection: &Connection, visit_ref: &str) -> Result<Option<Message>> {
    one(
        connection,
        "visit_ref = ?1 AND kind = 'reminder' AND state = 'open' ORDER BY rowid DESC LIMIT 1",
        [visit_ref],
    )
}

/// One message.
pub fn find(connection: &Connection, company: CompanyId, id: &str) -> Result<Option<Message>> {
    one(connection, "company_id = ?1 AND number = ?3 AND id = ?2", (company.0, id, number(id)))
}

/// Messages whose names begin or end so, at most so many: people type a part.
pub fn named(
    connection: &Connection,
    company: CompanyId,
    said: &str,
    most: u32,
) -> Result<Vec<String>> {
    let rows = connection
        .prepare_cached(
            "SELECT id FROM outbox WHERE company_id = ?1
               AND (substr(id, 1, length(?2)) = ?2 OR substr(id, -length(?2)) = ?2) ORDER BY id LIMIT ?3",
        )?
        .query_map((company.0, said, most), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// The names of those that are due by a channel, the longest due first.
pub fn due(
    connection: &Connection,
    channel: Channel,
    now: OffsetDateTime,
    most: u32,
) -> Result<Vec<String>> {
    let rows = connection
        .prepare_cached(
            "SELECT id FROM outbox WHERE state = 'open' AND next_try_at <= ?1 AND channel = ?2
             ORDER BY next_try_at, rowid LIMIT ?3",
        )?
        .query_map((stamp::millis(now), channel.as_str(), most), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Takes a message up that is due: from here on it may have left, whatever becomes of this process. Gives it as it stood
/// before, so its `sending_at` says whether an earlier try may have sent it. `None` if it is not due any more.
pub fn claim(tx: &Tx, id: &str, now: OffsetDateTime) -> Result<Option<Message>> {
    let condition = "number = ?3 AND id = ?1 AND state = 'open' AND next_try_at <= ?2";
    let message = one(tx, condition, (id, stamp::millis(now), number(id)))?;
    if message.is_some() {
        tx.prepare_cached(
            "UPDATE outbox SET sending_at = coalesce(sending_at, ?2), attempts = attempts + 1
             WHERE number = ?3 AND id = ?1",
        )?
        .execute((id, stamp::millis(now), number(id)))?;
    }
    Ok(message)
}

/// It was taken.
pub fn sent(tx: &Tx, id: &str, provider_id: Option<&str>, now: OffsetDateTime) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'sent', reason = '', next_try_at = NULL, link_token = NULL, provider_id = ?2,
             finished_at = ?3
         WHERE number = ?4 AND id = ?1 AND state IN ('open', 'replaced')",
    )?
    .execute((id, provider_id, stamp::millis(now), number(id)))?;
    Ok(())
}

/// Puts a message off, with the reason. Unless it may have left, it counts as not sent.
pub fn retry(
    tx: &Tx,
    id: &str,
    reason: &str,
    may_have_left: bool,
    next_try_at: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET reason = ?2, next_try_at = ?3, sending_at = iif(?4, sending_at, NULL)
         WHERE number = ?5 AND id = ?1 AND state = 'open'",
    )?
    .execute((id, reason, stamp::millis(next_try_at), may_have_left, number(id)))?;
    Ok(())
}

/// A person has a message sent again, to this recipient. What may have left before still may have.
pub fn reopen(
    tx: &Tx,
    id: &str,
    (channel, recipient): (Channel, &str),
    link_token: Option<&str>,
    now: OffsetDateTime,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'open', channel = ?2, recipient = ?3, reason = '', attempts = 0, due_at = ?4,
             next_try_at = ?4, link_token = ?5, finished_at = NULL
         WHERE number = ?6 AND id = ?1",
    )?
    .execute((id, channel.as_str(), recipient, stamp::millis(now), link_token, number(id)))?;
    Ok(())
}

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// What is to be sent, and what was given up.
    Unsent,
    All,
}

/// The newest messages, oldest first; at most so many.
pub fn list(
    connection: &Connection,
    company: CompanyId,
    which: Which,
    most: u32,
) -> Result<Vec<Message>> {
    let condition = match which {
        Which::Unsent => "AND state IN ('open', 'given_up')",
        Which::All => "",
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM (SELECT rowid AS place, * FROM outbox WHERE company_id = ?1 {condition}
         ORDER BY rowid DESC LIMIT ?2) ORDER BY place"
    );
    connection
        .prepare_cached(&sql)?
        .query_map((company.0, most), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// The messages about a visit, oldest first; at most so many.
pub fn of_visit(
    connection: &Connection,
    company: CompanyId,
    visit_ref: &str,
    most: u32,
) -> Result<Vec<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM outbox WHERE company_id = ?1 AND visit_ref = ?2 ORDER BY rowid LIMIT ?3"
    );
    connection
        .prepare_cached(&sql)?
        .query_map((company.0, visit_ref, most), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// The newest messages about a customer's visits, oldest first; at most so many.
pub fn of_customer(
    connection: &Connection,
    customer: CustomerId,
    most: u32,
) -> Result<Vec<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM (SELECT rowid AS place, * FROM outbox WHERE visit_ref IN
             (SELECT visit_ref FROM appointments WHERE customer_id = ?1) ORDER BY rowid DESC LIMIT ?2) ORDER BY place"
    );
    connection
        .prepare_cached(&sql)?
        .query_map((customer.0, most), |row| Ok(read(row)))?
        .map(|row| row?)
        .collect()
}

/// How sending goes, for those who watch over it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// How many are due and not sent.
    pub due: u32,
    /// Since when the longest of them has been due, UTC.
    pub due_since: Option<OffsetDateTime>,
    /// How many were given up since the time asked for.
    pub given_up: u32,
}

/// How sending goes: what is due now, and what was given up since this time.
pub fn health(
    connection: &Connection,
    company: CompanyId,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<Health> {
    let (due, first): (u32, Option<String>) = connection
        .prepare_cached(
            "SELECT count(*), min(due_at)
             FROM outbox WHERE company_id = ?1 AND state = 'open' AND due_at <= ?2",
        )?
        .query_row((company.0, stamp::millis(now)), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let given_up = connection
        .prepare_cached(
            "SELECT count(*) FROM outbox WHERE company_id = ?1 AND state = 'given_up' AND finished_at >= ?2",
        )?
        .query_row((company.0, stamp::millis(since)), |row| row.get(0))?;
    let due_since = first.map(|text| stamp::parse(&text)).transpose()?;
    Ok(Health { due, due_since, given_up })
}

fn one(connection: &Connection, condition: &str, values: impl Params) -> Result<Option<Message>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE {condition}"))?
        .query_row(values, |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// A row of `outbox`, by the columns' names.
pub(crate) fn read(row: &Row) -> Result<Message> {
    let odd = |what: &str| Error::internal(format!("outbox holds an unknown {what}"));
    let text = |column: &str| row.get::<_, String>(column);
    let at = |column: &str| -> Result<Option<OffsetDateTime>> {
        row.get::<_, Option<String>>(column)?.map(|text| stamp::parse(&text)).transpose()
    };
    let visit_ref: String = row.get("visit_ref")?;
    let facts: VisitFacts = serde_json::from_str(&text("facts")?).map_err(Error::internal)?;
    Ok(Message {
        id: row.get("id")?,
        facts: VisitFacts { visit_ref: visit_ref.clone(), ..facts },
        visit_ref,
        kind: Kind::parse(&text("kind")?).ok_or_else(|| odd("kind"))?,
        revision: row.get("revision")?,
        channel: Channel::parse(&text("channel")?).ok_or_else(|| odd("channel"))?,
        recipient: row.get("recipient")?,
        state: State::parse(&text("state")?).ok_or_else(|| odd("state"))?,
        reason: row.get("reason")?,
        attempts: row.get("attempts")?,
        due_at: stamp::parse(&text("due_at")?)?,
        next_try_at: at("next_try_at")?,
        sending_at: at("sending_at")?,
        link_token: row.get("link_token")?,
        request: row.get("request")?,
        created_at: stamp::parse(&text("created_at")?)?,
        written_at: stamp::parse(&text("written_at")?)?,
        finished_at: at("finished_at")?,
    })
}

fn json(facts: &VisitFacts) -> Result<String> {
    serde_json::to_string(facts).map_err(Error::internal)
}
