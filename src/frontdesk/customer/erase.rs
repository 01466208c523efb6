//! A person is forgotten: name, numbers, addresses, words and messages go from every table, as `store::customer::columns`
//! has it. The visits stay as figures (service, staff, times), so that the books of the salon stay right.
//!
//! **Visits to come**: they are cancelled first, because that is what the salon means: the time is free again, Cal.com and
//! the customer hear of it while there is an address to tell it to. An erasure itself speaks to nobody. With `keep_visits`
//! they stand all the same, without a name: somebody comes, and nobody is reminded.
//!
//! One transaction with its audit row and its entry in the ledger. Then the files of messages go, and the database's file is
//! written anew and its log emptied: not a byte of what was taken away is in either then. Whoever was erased and calls
//! again is a new customer.

use crate::domain::audit::chain::Action;
use crate::domain::customer::mentions::Identifiers;
use crate::domain::ids::CustomerId;
use crate::domain::people::person::fold;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::customer::card::VisitLine;
use crate::frontdesk::customer::erase_view::ErasureView;
use crate::frontdesk::customer::ledger::Hasher;
use crate::frontdesk::customer::whom::Meant;
use crate::frontdesk::customer::{card, elsewhere, list, whom};
use crate::frontdesk::decider::Person;
use crate::frontdesk::door::customer as door;
use crate::frontdesk::door::rules::Change;
use crate::frontdesk::host::by_hand;
use crate::post::file;
use crate::store::customer::contact::Kind;
use crate::store::customer::erasure::Erasure;
use crate::store::customer::forget::Mention;
use crate::store::customer::traces::{Inbox, Traces, Whom};
use crate::store::customer::{contact, erasure, forget, list as stored, traces};
use crate::store::db::fault;
use crate::store::host::{audit, staff};
use rusqlite::Connection;
use serde_json::json;
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// How an erasure is done.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct How {
    /// Visits to come stand, without a name.
    pub keep_visits: bool,
    /// When it was done first, UTC, if it is done again.
    pub again: Option<OffsetDateTime>,
}

/// What was found before anything is written.
struct Found {
    meant: Meant,
    whom: Whom,
    traces: Traces,
    mentions: Vec<Mention>,
    messages: Vec<String>,
    view: ErasureView,
}

/// What would be taken away. `NotFound` if nothing is kept; else as `whom::meant`.
pub(crate) fn preview(desk: &Desk, said: &str, how: How) -> Result<ErasureView> {
    desk.store.read(|connection| {
        let meant = whom::meant(desk, connection, said)?;
        Ok(find(desk, connection, meant, how)?.view)
    })
}

/// Forgets the customer of this number here or of this telephone number, or a number that has called.
///
/// `Conflict` with a sentence if visits are to come or not settled, or if the person was erased before; `NotFound` if
/// nothing is kept. Nothing is changed then.
pub(crate) fn erase(desk: &Desk, said: &str, how: How, person: &Person) -> Result<ErasureView> {
    let meant = desk.store.read(|connection| whom::meant(desk, connection, said))?;
    erase_meant(desk, meant, how, person)
}

/// The same of one who is known.
pub(crate) fn erase_meant(
    desk: &Desk,
    meant: Meant,
    how: How,
    person: &Person,
) -> Result<ErasureView> {
    let view = forget_meant(desk, meant, how, person)?;
    Ok(ErasureView { rewritten: Some(write_anew(desk)), ..view })
}

/// Writes the database's file anew, so that no byte of what was taken away is left between the rows. Whether it went well.
pub(crate) fn write_anew(desk: &Desk) -> bool {
    desk.store.rewrite().unwrap_or_else(|error| {
        fault::log_error("an erasure: the database's file is not written anew", &error);
        false
    })
}

/// The same without writing the file anew, for whom more than one is forgotten.
pub(crate) fn forget_meant(
    desk: &Desk,
    meant: Meant,
    how: How,
    person: &Person,
) -> Result<ErasureView> {
    let found = desk.store.read(|connection| find(desk, connection, meant, how))?;
    if let Some(why) = found.view.refused {
        return Err(Error::Conflict(why));
    }
    let hasher = Hasher::of(desk.store.path())?;
    let Found { meant, whom, traces, mentions, messages, mut view } = found;
    let entry = Erasure {
        customer: whom.customers.first().copied(),
        hashes: hashes(&hasher, &meant, &whom, &traces),
        erased_at: how.again.unwrap_or_else(|| desk.now()),
        erased_by: person.decider().by.to_owned(),
    };
    let changed = Error::Conflict(desk.salon.language.pick(
        "Inzwischen hat sich etwas geändert: sehen Sie noch einmal nach.".into(),
        "Something has changed meanwhile: look again.".into(),
    ));
    by_hand::correct(desk, person, move |change| {
        if !is_as_it_was(change.tx, &meant, &whom)? {
            return Err(changed);
        }
        let traces = traces::gather(change.tx, &whom, Inbox::Since(&traces))?;
        let is_settled = forget::unsettled(change.tx, traces.of("sagas"))?.is_empty();
        if !is_settled {
            return Err(changed);
        }
        put(change, &whom, &traces, &entry)?;
        mentions.iter().try_for_each(|mention| forget::leave_out(change.tx, mention))
    })?;
    forget_files(desk, &messages, &mut view);
    Ok(ErasureView { customer: None, coming: Vec::new(), erased: true, ..view })
}

fn find(desk: &Desk, connection: &Connection, meant: Meant, how: How) -> Result<Found> {
    let whom = whom::whom(desk, connection, &meant)?;
    let traces = traces::gather(connection, &whom, Inbox::Whole)?;
    if traces.count() == 0 {
        return Err(Error::NotFound("customer"));
    }
    let (customer, coming) = match &meant {
        Meant::Customer(known) => {
            let (coming, _) = card::visits(desk, connection, known)?;
            (Some(list::line(desk, connection, known)?), coming)
        }
        Meant::Number(_) => (None, Vec::new()),
    };
    let (person, namesakes) = identifiers(desk, connection, &whom, &traces)?;
    let mentions = forget::mentions(connection, &person)?;
    let messages = forget::message_ids(connection, traces.of("outbox"))?;
    let unsettled = forget::unsettled(connection, traces.of("sagas"))?;
    let view = ErasureView {
        customer_id: customer.as_ref().map(|line| line.customer_id),
        customer,
        rows: traces
            .rows
            .iter()
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(table, rows)| (*table, rows.len()))
            .collect(),
        visits: traces.of("appointments").len(),
        unsent_messages: forget::unsent(connection, traces.of("outbox"))?,
        open_callbacks: forget::uncalled(connection, traces.of("callbacks"))?,
        mentions: mentions.len(),
        files: 0,
        namesakes,
        named_in_audit: forget::named_in_audit(connection, &person)?,
        refused: refusal(desk, &coming, &unsettled, how),
        elsewhere: elsewhere::sentences(desk, &traces.uids),
        coming,
        erased: false,
        rewritten: None,
    };
    Ok(Found { meant, whom, traces, mentions, messages, view })
}

/// What names the person and nobody else, in free words: a name that another customer or one of the staff has stays there.
fn identifiers(
    desk: &Desk,
    connection: &Connection,
    whom: &Whom,
    traces: &Traces,
) -> Result<(Identifiers, Vec<CustomerId>)> {
    let mut names: Vec<(String, &str)> = traces
        .names
        .iter()
        .map(|name| (fold(name).as_str().to_owned(), name.as_str()))
        .filter(|(folded, _)| !folded.is_empty())
        .collect();
    let own: BTreeSet<&String> = names.iter().map(|(folded, _)| folded).collect();
    let mut others = BTreeSet::new();
    let mut namesakes = Vec::new();
    for known in stored::standing(connection, whom.company)? {
        let folded = fold(&known.name).as_str().to_owned();
        if !whom.customers.contains(&known.id.0) && own.contains(&folded) {
            namesakes.push(known.id);
            others.insert(folded);
        }
    }
    for person in staff::roster(connection, whom.company)? {
        others.insert(fold(&person.name).as_str().to_owned());
    }
    names.retain(|(folded, _)| !others.contains(folded));
    let person = Identifiers::new(
        names.iter().map(|(_, name)| *name),
        whom.phones.iter().map(String::as_str),
        traces.emails.iter().map(String::as_str),
        &desk.salon.config.company.country_code,
    );
    Ok((person, namesakes))
}

fn refusal(desk: &Desk, coming: &[VisitLine], unsettled: &[String], how: How) -> Option<String> {
    let language = desk.salon.language;
    if let Some(saga) = unsettled.first() {
        return Some(language.pick(
            format!("Ein Termin ist noch nicht abgeschlossen: chairside sagas show {saga}. Danach lässt sich löschen."),
            format!("A visit is not settled yet: chairside sagas show {saga}. After that the customer can be erased."),
        ));
    }
    let next = coming.first().filter(|_| !how.keep_visits && how.again.is_none())?;
    let (count, id, start) = (coming.len(), next.appointment_id, &next.start);
    Some(language.pick(
        format!(
            "Es stehen noch Termine an ({count}; der nächste ist Nr. {id} am {start}). Sagen Sie sie erst ab: dann ist \
             die Zeit wieder frei, und die Person erfährt es noch. Oder mit --keep-visits: sie bleiben ohne Namen \
             stehen, und niemand wird erinnert."
        ),
        format!(
            "Visits are to come ({count}; the next one is no. {id} on {start}). Cancel them first: then the time is free \
             again, and the person still hears of it. Or with --keep-visits: they stay without a name, and nobody is \
             reminded."
        ),
    ))
}

fn hashes(hasher: &Hasher, meant: &Meant, whom: &Whom, traces: &Traces) -> Vec<String> {
    let mut hashes: Vec<String> = whom.phones.iter().map(|phone| hasher.phone(phone)).collect();
    hashes.extend(traces.emails.iter().map(|email| hasher.email(email)));
    if let Meant::Customer(known) = meant {
        hashes.push(hasher.row(known));
    }
    hashes
}

/// Whether the customer is still the one who was looked at.
fn is_as_it_was(connection: &Connection, meant: &Meant, whom: &Whom) -> Result<bool> {
    let Meant::Customer(known) = meant else { return Ok(true) };
    if stored::find(connection, whom.company, known.id)?.as_ref() != Some(known) {
        return Ok(false);
    }
    let mut phones: Vec<String> = known.phone.iter().cloned().collect();
    phones.extend(contact::of(connection, known.id, Kind::Phone)?);
    Ok(phones == whom.phones)
}

fn put(change: &Change, whom: &Whom, traces: &Traces, entry: &Erasure) -> Result<()> {
    let Change { tx, rules, decider, now } = *change;
    forget::withhold_messages(tx, traces.of("outbox"), now)?;
    forget::close_callbacks(tx, traces.of("callbacks"), decider.by, now)?;
    door::forget(change, traces)?;
    forget::mark(tx, &whom.customers, entry.erased_at)?;
    erasure::insert(tx, rules.company, entry)?;
    let what =
        json!({ "company_id": rules.company.0, "customer_id": entry.customer, "field": "erasure" });
    let row = audit::Change {
        mapping: None,
        action: Action::Deleted,
        old: Some(what),
        new: None,
        decider,
    };
    audit::append(tx, &row, now)
}

/// Messages that were written into the folder, for whom no server is set up.
fn forget_files(desk: &Desk, messages: &[String], view: &mut ErasureView) {
    let config = &desk.salon.config;
    let folder = config.messages.folder(&config.database);
    for id in messages {
        match file::forget(&folder, id) {
            Ok(gone) => view.files = view.files.saturating_add(gone),
            Err(error) => {
                log::error!("an erasure: message {id} stays in {}: {error}", folder.display());
                view.elsewhere.push(desk.salon.language.pick(
                    format!("Die Nachricht {id} in {} ließ sich nicht löschen.", folder.display()),
                    format!("Message {id} in {} could not be deleted.", folder.display()),
                ));
            }
        }
    }
}
