//! What the journal is told of a step that is sent, and of one that failed.

use crate::domain::Result;
use crate::domain::saga::{Entry, Event};
use crate::saga::step::No;
use crate::store::Store;
use crate::store::visit::saga_log;
use crate::store::visit::saga_log::Saga;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// A no, as the journal and a saga's result have it.
pub(crate) fn failed(step: usize, no: &No) -> Entry {
    let data = json!({ "why": no.why, "reason": no.reason.as_str() });
    Entry { step, event: Event::Failed, data }
}

/// Durable before the call: from here on it may have happened, whatever becomes of this process.
pub(crate) fn journal_before_sending(
    store: &Store,
    now: OffsetDateTime,
    saga: &Saga,
    step: usize,
) -> Result<()> {
    let id = saga.id.clone();
    let entry = Entry { step, event: Event::Started, data: Value::Null };
    store.write(move |tx| {
        saga_log::append(tx, &id, &entry, now)?;
        saga_log::set_sent(tx, &id, Some(now))
    })
}
