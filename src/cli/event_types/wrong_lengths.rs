//! Event types of another length than what they book, for the commands that may have made them so or could mend them.

use crate::domain::event_type::length::WrongLength;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::{length, length_look};
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

/// Asks Cal.com about the salon's own event types, of one service or of all, and tells what is known then. Warnings are
/// raised and cleared by it.
pub fn look(
    desk: &Desk,
    service: Option<&str>,
    patience: Duration,
) -> Result<Vec<WrongLength>, String> {
    let look = length_look::begin(desk, service)
        .and_then(|look| length_look::to_end(desk, look, patience, &thread::sleep))
        .map_err(|error| error.for_log())?;
    if !look.unseen.is_empty() {
        let ids: Vec<String> = look.unseen.iter().map(ToString::to_string).collect();
        eprintln!(
            "chairside: Cal.com did not tell how long these event types are: {}; `serve` asks again, \
             chairside event-types drift tells why",
            ids.join(", ")
        );
    }
    let mut wrong =
        length::warn_of_all(desk, &mut BTreeSet::new()).map_err(|error| error.for_log())?;
    wrong.retain(|one| service.is_none_or(|key| one.service == key));
    Ok(wrong)
}
