//! `outbox` a page at a time, filtered.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::message::kind::{Channel, State};
use crate::store::db::like::containing;
use crate::store::db::slice::{Place, Slice};
use crate::store::messages::outbox;
use crate::store::messages::outbox::Message;
use rusqlite::{Connection, named_params};

/// Which messages. Unset means all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub state: Option<State>,
    pub channel: Option<Channel>,
    /// In the recipient's address or the customer's name.
    pub text: Option<String>,
}

/// A page of a company's messages that a filter lets through, the newest first, each with its place.
pub(crate) fn page(
    connection: &Connection,
    company: CompanyId,
    filter: &Filter,
    place: Place,
    most: u32,
) -> Result<Slice<(i64, Message)>> {
    let (above, below) = place.bounds();
    // The plus keeps the company's index out: rows are read in the order of their place until the page is full.
    let mut statement = connection.prepare_cached(&format!(
        "SELECT rowid AS place, {} FROM outbox
         WHERE +company_id = :company AND rowid > :above AND rowid < :below
           AND (:state IS NULL OR state = :state)
           AND (:channel IS NULL OR channel = :channel)
           AND (:text IS NULL OR recipient LIKE :text ESCAPE '\\'
                OR facts ->> '$.customer' LIKE :text ESCAPE '\\')
         ORDER BY rowid {} LIMIT :most",
        outbox::COLUMNS,
        place.order()
    ))?;
    let rows = statement.query_map(
        named_params! {
            ":company": company.0, ":above": above, ":below": below,
            ":state": filter.state.map(State::as_str), ":channel": filter.channel.map(Channel::as_str),
            ":text": filter.text.as_deref().map(containing), ":most": i64::from(most).saturating_add(1),
        },
        |row| Ok((row.get::<_, i64>("place")?, outbox::read(row))),
    )?;
    let rows: Result<Vec<(i64, Message)>> = rows
        .map(|row| {
            let (place, message) = row?;
            Ok((place, message?))
        })
        .collect();
    Ok(place.cut(rows?, most, |(place, _)| *place))
}
