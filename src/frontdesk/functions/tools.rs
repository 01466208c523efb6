//! What the agent may send, for whoever plays the agent.

use crate::domain::language::Language;
use crate::frontdesk::functions::table::TABLE;
use serde_json::{Map, Value};

/// The arguments of each function by its name, each with what it means.
pub fn parameters() -> Map<String, Value> {
    let properties = |schema: Value| schema.get("properties").cloned().unwrap_or_default();
    let one = |row: &crate::frontdesk::functions::row::Row| {
        (row.function.as_str().to_owned(), properties(row.schema(Language::En)))
    };
    TABLE.iter().map(one).collect()
}
