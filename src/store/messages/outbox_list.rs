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

#[cfg(test)]
mod tests {
    use crate::domain::ids::CompanyId;
    use crate::domain::message::facts::{SalonFacts, VisitFacts};
    use crate::domain::message::kind::{Channel, Kind};
    use crate::store::db::store::Store;
    use crate::store::messages::outbox;
    use crate::store::messages::outbox::NewMessage;
    use time::macros::datetime;

    const SALON: &str = "INSERT INTO companies (id, key, name, time_zone, created_at)
        VALUES (1, 'c', 'C', 'UTC', '2026-11-01T00:00:00Z');";
    const SALONS: CompanyId = CompanyId(1);
    /// What an older program wrote.
    const OLDER: &str = r#"{"visit_ref":"v","starts_at":"2026-12-01T09:00:00Z","ends_at":"2026-12-01T10:00:00Z",
        "before":null,"service":"","staff":null,"steps":[],"customer":"","salon":{"name":"S","address":"","phone":""},
        "language":"de","zone":"UTC"}"#;

    #[test]
    fn a_message_is_found_by_its_name_and_says_what_was_written() {
        let store = Store::in_memory().unwrap();
        store
            .write(|tx| {
        let facts = VisitFacts {
            visit_ref: "v".to_owned(),
            starts_at: datetime!(2026-12-01 09:00 UTC),
            ends_at: datetime!(2026-12-01 10:00 UTC),
            before: None,
            service: String::new(),
            staff: None,
            steps: Vec::new(),
            customer: String::new(),
            salon: SalonFacts { name: "S".to_owned(), ..SalonFacts::default() },
            language: "de".to_owned(),
            zone: "UTC".to_owned(),
        };
        let now = datetime!(2026-11-23 09:00 UTC);
        let new = NewMessage {
            company: SALONS,
            kind: Kind::Confirmed,
            revision: 0,
            channel: Channel::Sms,
            recipient: "+493012345",
            facts: &facts,
            reason: "",
            due_at: now,
            link_token: None,
            request: None,
        };
                tx.execute_batch(SALON)?;
                let first = outbox::insert(tx, &new, now)?;
                // A clock that was ahead.
                tx.execute_batch("UPDATE outbox SET number = 0xfffffffffff0, id = 'fffffffffff0' || substr(id, 13)")?;
                let ahead = format!("fffffffffff0{}", first.get(12..).unwrap());
                let next = outbox::insert(tx, &new, now)?;
                assert!(next.starts_with("fffffffffff1") && next.len() == 32, "{next}");
                for id in [&ahead, &next] {
                    let found = outbox::find(tx, SALONS, id)?.unwrap();
                    assert_eq!((&found.id, &found.facts), (id, &facts));
                }
                for odd in ["", "fffffffffff1", &first, &next.to_uppercase(), "ffffffffffü1", "-00000000001"] {
                    assert_eq!(outbox::find(tx, SALONS, odd)?, None, "{odd}");
                }
                let kept: String = tx.query_row("SELECT facts FROM outbox LIMIT 1", [], |row| row.get(0))?;
                assert!(!kept.contains("null") && !kept.contains("visit_ref") && !kept.contains("\"\""), "{kept}");
                tx.execute("UPDATE outbox SET facts = ?1", [OLDER])?;
                assert_eq!(outbox::find(tx, SALONS, &next)?.unwrap().facts, facts);
                Ok(())
            })
            .unwrap();
    }
}
