//! Reserving what is offered at Cal.com, where a reservation is exact: what it says of an offer.

use crate::calcom::refused::SlotWord;
use crate::calcom::{CallResult, Reservation, origin, urgency};
use crate::domain::visit::plan::PlannedBooking;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::question::Budget;
use crate::frontdesk::offer::ways::Own;
use crate::store::visit::hold::Hold;
use std::thread;
use std::time::Instant;
use time::OffsetDateTime;

/// What became of the reservations of one offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reserved {
    /// Of which parts, by their position, and Cal.com's name for each.
    pub uids: Vec<(u32, String)>,
    /// Starts that cannot be had, of these event types.
    pub refused: Vec<(i64, OffsetDateTime)>,
    /// Parts of which Cal.com has said nothing.
    pub unclear: usize,
}

/// Reserves the parts of these offers whose event types are one person's, side by side, as far as the budget goes: the
/// first offers first.
///
/// `own` are minutes that Cal.com shows as taken because of this very caller.
pub(crate) fn reserve(
    desk: &Desk,
    offers: &[&Hold],
    own: &[Own],
    budget: &Budget,
    deadline: Instant,
) -> Vec<Reserved> {
    let parts = |(place, hold): (usize, &&Hold)| {
        let parts = hold.parts.clone().into_iter().filter(|part| part.staff.is_some());
        parts.map(move |part| (place, part)).collect::<Vec<_>>()
    };
    let exact: Vec<(usize, PlannedBooking)> = offers.iter().enumerate().flat_map(parts).collect();
    let tried = exact.iter().take_while(|_| budget.may_reserve()).count();
    let answers = ask(desk, exact.get(..tried).unwrap_or_default(), budget, deadline);
    let mut answers = answers.into_iter();
    let mut reserved = vec![Reserved::default(); offers.len()];
    for (place, part) in exact {
        let Some(of_offer) = reserved.get_mut(place) else { continue };
        match answers.next().map(|answer| what_it_says(answer, &part, own)) {
            Some(Word::Reserved(uid)) => of_offer.uids.push((part.note.position, uid)),
            Some(Word::Ours) => {}
            Some(Word::Gone) => of_offer.refused.push((part.event_type_id, part.at.start())),
            Some(Word::Unclear) | None => of_offer.unclear = of_offer.unclear.saturating_add(1),
        }
    }
    reserved
}

enum Word {
    Reserved(String),
    /// Our own reservation of exactly this stands.
    Ours,
    Gone,
    Unclear,
}

fn what_it_says(answer: CallResult<Reservation>, part: &PlannedBooking, own: &[Own]) -> Word {
    let error = match answer {
        Ok(reserved) => return Word::Reserved(reserved.uid),
        Err(error) => error,
    };
    log::info!("no reservation at Cal.com: {error}");
    let is_around = |own: &&Own| own.staff == part.staff && own.at.overlaps(&part.at);
    let is_same = |own: &Own| own.event_type_id == part.event_type_id && own.at == part.at;
    let around: Vec<&Own> = own.iter().filter(is_around).collect();
    match error.slot_word() {
        SlotWord::Reserved if around.iter().any(|own| is_same(own) && !own.is_booked) => Word::Ours,
        SlotWord::Reserved if !around.is_empty() => Word::Unclear,
        // The visit that is being moved is in its own way.
        SlotWord::Gone if around.iter().any(|own| own.is_booked) => Word::Unclear,
        SlotWord::Reserved | SlotWord::Gone => Word::Gone,
        SlotWord::Nothing => Word::Unclear,
    }
}

fn ask(
    desk: &Desk,
    parts: &[(usize, PlannedBooking)],
    budget: &Budget,
    deadline: Instant,
) -> Vec<CallResult<Reservation>> {
    let asked_by = origin::current();
    // As long as the offer itself, in whole minutes.
    let lifetime = desk.salon.config.booking.offer_lifetime_seconds.div_ceil(60);
    let minutes = u32::try_from(lifetime).unwrap_or(u32::MAX);
    thread::scope(|scope| {
        let asked: Vec<_> = parts
            .iter()
            .map(|(_, part)| {
                let (event_type, start) = (part.event_type_id, part.at.start());
                let asked_by = asked_by.clone();
                let ask = move || desk.calcom.reserve(event_type, start, minutes, deadline);
                let urgently = move || urgency::of(budget.urgency, ask);
                scope.spawn(move || origin::carry(asked_by, urgently))
            })
            .collect();
        let panicked = |_| Err(crate::calcom::CallError::Unknown("a reservation panicked".into()));
        asked.into_iter().map(|answer| answer.join().unwrap_or_else(panicked)).collect()
    })
}
