//! Reserving what is offered at Cal.com, where a reservation is exact: what it says of an offer.

use crate::calcom::refused::SlotWord;
use crate::calcom::{CallResult, Reservation, origin, urgency};
use crate::domain::visit::plan::PlannedBooking;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::own;
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
    let mut exact: Vec<(usize, &PlannedBooking)> = Vec::new();
    let mut reserved = vec![Reserved::default(); offers.len()];
    for ((place, hold), of_offer) in offers.iter().enumerate().zip(&mut reserved) {
        for part in hold.parts.iter().filter(|part| part.staff.is_some()) {
            // Of two offers that overlap the first one's reservation would be in the other's way.
            let is_taken = |(_, other): &(usize, &PlannedBooking)| {
                other.event_type_id == part.event_type_id && other.at.overlaps(&part.at)
            };
            match exact.iter().any(is_taken) || !budget.may_reserve() {
                true => of_offer.unclear = of_offer.unclear.saturating_add(1),
                false => exact.push((place, part)),
            }
        }
    }
    let answers = ask(desk, &exact, budget, deadline);
    for ((place, part), answer) in exact.iter().zip(answers) {
        let Some(of_offer) = reserved.get_mut(*place) else { continue };
        let others = offers.iter().enumerate().filter(|(other, _)| other != place);
        let others = others.flat_map(|(_, hold)| own::of_offer(hold));
        let own: Vec<Own> = own.iter().cloned().chain(others).collect();
        match what_it_says(answer, part, &own) {
            Word::Reserved(uid) => of_offer.uids.push((part.note.position, uid)),
            Word::Ours => {}
            Word::Gone => of_offer.refused.push((part.event_type_id, part.at.start())),
            Word::Unclear => of_offer.unclear = of_offer.unclear.saturating_add(1),
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
    parts: &[(usize, &PlannedBooking)],
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
