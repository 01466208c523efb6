//! What is sold: templates that were ticked, and simple services that were typed.

use crate::config::ServiceEntry;
use crate::domain::service::templates::templates;
use crate::frontdesk::first_run::answers::Fields;
use crate::frontdesk::first_run::people::{Person, fresh_key};
use std::collections::BTreeSet;

/// So many rows of simple services are read.
const ROWS_MAX: usize = 60;
/// What something is called in the file whose name has no letter that a key may have.
const NAMELESS: &str = "leistung";

/// A service that is sold.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    /// What the names of its fields begin with: `t.perm`, `s0`.
    pub field: String,
    pub entry: ServiceEntry,
    /// Whether its length is a number at all, where it is typed.
    pub has_minutes: bool,
}

/// Everything that was ticked or typed, done by those of `people` who are ticked.
pub(crate) fn chosen(fields: &Fields, people: &[Person]) -> Vec<Chosen> {
    let get = |name: &str| fields.get(name).map_or("", |text| text.trim());
    let hands = |field: &str| -> Vec<String> {
        let does = people.iter().filter(|one| !get(&format!("{field}.who.{}", one.key)).is_empty());
        does.map(|one| one.key.clone()).collect()
    };
    let mut keys = BTreeSet::new();
    let mut all = Vec::new();
    for template in templates() {
        let field = format!("t.{}", template.key);
        if get(&format!("{field}.on")).is_empty() {
            continue;
        }
        let name = get(&format!("{field}.name"));
        let key = fresh_key(name, NAMELESS, &mut keys);
        let entry = ServiceEntry::of_composition(&key, name, &template.composition, &hands(&field));
        all.push(Chosen { field, entry, has_minutes: true });
    }
    let count = get("rows").parse::<usize>().unwrap_or(0).min(ROWS_MAX);
    for row in 0..count {
        let field = format!("s{row}");
        let (name, minutes) = (get(&format!("{field}.name")), get(&format!("{field}.minutes")));
        if name.is_empty() && minutes.is_empty() {
            continue;
        }
        let minutes = minutes.parse::<i64>().ok();
        let entry = ServiceEntry {
            key: fresh_key(name, NAMELESS, &mut keys),
            name: name.to_owned(),
            // One that cannot be read is told by itself.
            duration_minutes: Some(minutes.unwrap_or(1)),
            staff: hands(&field),
            ..ServiceEntry::default()
        };
        all.push(Chosen { field, entry, has_minutes: minutes.is_some() });
    }
    all
}
