//! What can be had in place of a start that cannot: on its day, then on the days around it.

use crate::domain::visit::refusal::Reason;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::ask::Ask;
use crate::frontdesk::offer::find;
use crate::frontdesk::offer::find::Found;
use crate::frontdesk::phone::json::{Answer, refused_json, with_alternatives};
use crate::frontdesk::voice::callers::{Told, Voice};
use std::time::Instant;
use time::OffsetDateTime;

/// A no, with what there is instead if there is time to look. `offered` says that the start had been offered before.
pub(crate) fn answer(
    desk: &Desk,
    reason: Reason,
    offered: bool,
    ask: Ask,
    start: OffsetDateTime,
    deadline: Instant,
) -> Answer {
    let voice = Voice::at(desk);
    let service = ask.service.name.clone();
    let asked = voice.visit(&Told { service: None, start, staff: None, branch: None });
    let no = refused_json(&voice, reason, offered, Some(&asked));
    let around = ask.around(start, &desk.salon.zone);
    let offers = match find::offers(desk, &around, deadline) {
        Ok(Found::Offers(offers) | Found::Alternatives(offers)) => offers,
        Ok(Found::NotDoneBy(_) | Found::Broken(_)) | Err(_) => Vec::new(),
    };
    if offers.is_empty() {
        return no;
    }
    let say = voice.after(Some(&asked), &voice.refused_but(&service, reason, offered, &offers));
    with_alternatives(no, &voice, &offers, say)
}
