//! Something that happened, as people read it.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::domain::language::Language;
use crate::domain::people::staff::StaffMember;
use crate::frontdesk::diary::people;
use rusqlite::Connection;

/// An event as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When, as stored.
    pub at: String,
    /// What kind of event, one English word for programs: an audit action, an assignment state, a verdict,
    /// `first_seen` or `vanished`.
    pub kind: String,
    /// `system`, or a person.
    pub by: String,
    /// Plain text with names as they are: a page must escape it. Without the reason.
    pub sentence: String,
    /// The reason that somebody gave; empty if nobody did.
    pub reason: String,
    /// The appointment it is about, if it is about one.
    pub appointment: Option<i64>,
}

impl Told {
    /// The sentence with the reason.
    pub fn whole(&self, language: Language) -> String {
        match self.reason.is_empty() {
            true => self.sentence.clone(),
            false => {
                format!("{} {}: {}", self.sentence, language.pick("Grund", "Reason"), self.reason)
            }
        }
    }
}

/// Everybody of the salon, so called that nobody else is.
pub(crate) fn roster(connection: &Connection, company: CompanyId) -> Result<Vec<StaffMember>> {
    let all = people::called(connection, company)?.into_iter();
    Ok(all.map(|one| StaffMember { name: one.full, ..one.person }).collect())
}

/// A staff member's name, or the id where there is no row.
pub fn name_of(roster: &[StaffMember], id: &str) -> String {
    roster.iter().find(|person| person.id.0 == id).map_or_else(|| id.to_owned(), |p| p.name.clone())
}
