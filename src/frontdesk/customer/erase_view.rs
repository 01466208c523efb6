//! What an erasure would take away, or took, for people.

use crate::domain::ids::CustomerId;
use crate::frontdesk::customer::card::VisitLine;
use crate::frontdesk::customer::list::CustomerLine;
use serde::Serialize;
use std::collections::BTreeMap;

/// What an erasure would do, or did. Once it is done nothing in it says who it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ErasureView {
    pub customer_id: Option<CustomerId>,
    /// Whom it is about; not told any more once it is done.
    pub customer: Option<CustomerLine>,
    /// How many rows of which table are about the person.
    pub rows: BTreeMap<&'static str, usize>,
    /// How many visits stay as figures: service, staff, times.
    pub visits: usize,
    /// Those of them that are to come.
    pub coming: Vec<VisitLine>,
    /// What is to be sent and will not be.
    pub unsent_messages: usize,
    /// Who is to be called back and will not be.
    pub open_callbacks: usize,
    /// Free words in other rows that name the person.
    pub mentions: usize,
    /// Files of messages.
    pub files: usize,
    /// Other customers of the same name: nothing of theirs is touched, and the name stays in free words.
    pub namesakes: Vec<CustomerId>,
    /// Rows of the audit trail whose reason names the person: they are for good.
    pub named_in_audit: Vec<i64>,
    /// Why it cannot be done as things are, in the salon's language.
    pub refused: Option<String>,
    /// What the salon has to see to elsewhere, in sentences.
    pub elsewhere: Vec<String>,
    pub erased: bool,
    /// Whether the database's file was written anew and its log emptied, so that no byte is left between the rows; `None`
    /// before it is done.
    pub rewritten: Option<bool>,
}
