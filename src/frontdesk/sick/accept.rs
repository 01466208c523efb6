//! Moving what was accepted: each visit by a saga of its own, as any move, and told as moved only once Cal.com's answers
//! say so.

use crate::domain::audit::chain::Action;
use crate::domain::ids::AppointmentId;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::host::audit_head;
use crate::frontdesk::sick::affected::Sick;
use crate::frontdesk::sick::moved::{Accepted, AcceptedView, MoveView};
use crate::frontdesk::sick::propose::Proposal;
use crate::frontdesk::sick::{affected, propose, words};
use crate::frontdesk::visit::change::Moving;
use crate::frontdesk::visit::outcome::Opening;
use crate::frontdesk::visit::{absence, absence_view, drive};
use crate::store::db::key;
use crate::store::db::tx::Tx;
use crate::store::host::audit;
use crate::store::visit::call::CallKey;
use serde_json::json;
use std::time::{Duration, Instant};

/// So many visits are moved at once.
const MOVED_MAX: usize = 50;
/// How long what is free near one visit may take at Cal.com.
const LOOK_SECONDS: u64 = 15;
/// Every visit, each at its own hour with the first who can.
pub(crate) const ALL: &str = "all";
/// What Cal.com shows as the reason.
const REASON: &str = "moved by the salon: the staff member is away";
/// As whose order the move is kept.
const FUNCTION: &str = "reschedule_appointment";

/// Who moves it at Cal.com.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// This process, which drives the sagas; so long for each visit.
    Now(Duration),
    /// The running `serve`: it is written down.
    Later,
}

/// Writes the absence down and moves what was accepted: `17=juergen`, `17=emma@2026-12-02T10:00` as it was proposed, `17`
/// for the first who keeps the hour, `all` for every visit. What is not free any more, or was never proposed, is told and
/// left as it is; the others are moved all the same.
///
/// `Invalid` if something of it cannot be read, if a visit is named twice, or if there are too many: then nothing is done.
pub fn apply(
    desk: &Desk,
    sick: &Sick,
    said: &[String],
    person: &Person,
    how: How,
) -> Result<AcceptedView> {
    let accepted = read(desk, sick, said)?;
    let decider = person.decider();
    let (id, away) = absence::add(desk, &sick.staff, sick.span, decider.reason, decider.by)?;
    let mut moves = Vec::new();
    for one in &accepted {
        moves.push(move_one(desk, sick, one, person, how)?);
    }
    audit_head::keep_now(desk);
    Ok(AcceptedView { absence: absence_view::of(desk, id, &away)?, moves })
}

fn read(desk: &Desk, sick: &Sick, said: &[String]) -> Result<Vec<Accepted>> {
    let words: Vec<&str> = said.iter().map(|word| word.trim()).collect();
    let accepted = match words.as_slice() {
        [word] if *word == ALL => {
            let all = affected::visits(desk, sick)?.into_iter().map(|one| one.view.id);
            all.map(|id| Accepted { visit: id, word: id.to_string() }).collect()
        }
        words => words.iter().map(|word| accepted(word)).collect::<Result<Vec<_>>>()?,
    };
    let mut ids: Vec<i64> = accepted.iter().map(|one: &Accepted| one.visit.0).collect();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Error::invalid("one visit can only go one way: it is named twice"));
    }
    if accepted.len() > MOVED_MAX {
        return Err(Error::Invalid(format!("at most {MOVED_MAX} visits are moved at once")));
    }
    Ok(accepted)
}

/// `17`, `17=juergen`, `17=emma@2026-12-02T10:00`.
fn accepted(word: &str) -> Result<Accepted> {
    let number = word.split_once('=').map_or(word, |(number, _)| number);
    let id = number.parse().ok().filter(|id| *id > 0);
    let id = id.ok_or_else(|| {
        Error::invalid(
            "what is accepted is said as it was proposed, for example 17=juergen; or all",
        )
    })?;
    Ok(Accepted { visit: AppointmentId(id), word: word.to_owned() })
}

fn move_one(
    desk: &Desk,
    sick: &Sick,
    one: &Accepted,
    person: &Person,
    how: How,
) -> Result<MoveView> {
    let language = desk.salon.language;
    let visits = affected::visits(desk, sick)?;
    let Some(visit) = visits.iter().find(|known| known.view.id == one.visit) else {
        return Ok(one.not_moved(words::not_affected(language).to_owned()));
    };
    let deadline = Instant::now() + Duration::from_secs(LOOK_SECONDS);
    // Looked for again: what was proposed a while ago may be taken, by one just accepted too.
    let proposals = match propose::proposals(desk, sick, &visit.view, deadline)? {
        Ok(proposals) => proposals,
        Err(nothing) => return Ok(one.not_moved(words::why_nothing(nothing, language).to_owned())),
    };
    let names_one = one.word.contains('=');
    let is_meant = |proposal: &&Proposal| match names_one {
        true => proposal.accept == one.word,
        false => proposal.keeps_hour,
    };
    let Some(chosen) = proposals.iter().find(is_meant) else {
        return Ok(one.not_moved(words::not_proposed(language).to_owned()));
    };
    let one = Accepted { visit: one.visit, word: chosen.accept.clone() };
    match open(desk, sick, &one, chosen, person, how) {
        // It is being settled, or is stuck: that concerns this one alone.
        Err(error @ (Error::Conflict(_) | Error::Unavailable(_))) => {
            Ok(one.not_moved(error.to_string()))
        }
        moved => moved,
    }
}

fn open(
    desk: &Desk,
    sick: &Sick,
    one: &Accepted,
    chosen: &Proposal,
    person: &Person,
    how: How,
) -> Result<MoveView> {
    let key = CallKey {
        call_id: format!("desk_{}", key::fresh()),
        function: FUNCTION,
        args_key: chosen.accept.clone(),
    };
    let moving = Moving::of(desk, &key, one.visit, &chosen.choice, REASON)?;
    let saga = moving.saga.clone();
    let told = Told::of(desk, sick, one, chosen, person, &saga);
    let is_sent_now = how != How::Later;
    let opening = move |tx: &Tx| {
        let opening = moving.open(tx, is_sent_now)?;
        if matches!(opening, Opening::New) {
            told.write(tx)?;
        }
        Ok(opening)
    };
    match how {
        How::Now(patience) => {
            let deadline = Instant::now() + patience;
            let booked = drive::open_and_settle(desk, saga.clone(), deadline, opening)?;
            one.settled(desk, booked, saga)
        }
        How::Later => Ok(match desk.store.write(opening)? {
            Opening::New => one.ordered(desk, saga),
            Opening::Earlier(earlier) => one.ordered(desk, earlier),
            Opening::Conflict(reason) => one.refused(desk, reason),
            Opening::ForWhom => one.not_moved(words::not_proposed(desk.salon.language).to_owned()),
        }),
    }
}

/// The audit row of a move: who ordered it, from whom to whom.
struct Told {
    person: Person,
    old: serde_json::Value,
    new: serde_json::Value,
    now: time::OffsetDateTime,
}

impl Told {
    fn of(
        desk: &Desk,
        sick: &Sick,
        one: &Accepted,
        chosen: &Proposal,
        person: &Person,
        saga: &str,
    ) -> Told {
        let (company, visit) = (desk.salon.company.0, one.visit.0);
        let to = chosen.choice.lead().map(|id| &id.0);
        Told {
            person: person.clone(),
            old: json!({ "company_id": company, "appointment_id": visit, "staff_id": sick.staff.0 }),
            new: json!({ "company_id": company, "appointment_id": visit, "staff_id": to,
                "accepted": chosen.accept, "saga": saga }),
            now: desk.now(),
        }
    }

    fn write(&self, tx: &Tx) -> Result<()> {
        let row = audit::Change {
            mapping: None,
            action: Action::Updated,
            old: Some(self.old.clone()),
            new: Some(self.new.clone()),
            decider: self.person.decider(),
        };
        audit::append(tx, &row, self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_accepted_names_a_visit() {
        for (word, id) in [("17", 17), ("17=juergen", 17), ("3=emma@2026-12-02T10:00", 3)] {
            let read = accepted(word).unwrap();
            assert_eq!((read.visit.0, read.word.as_str()), (id, word));
        }
        for word in ["", "=juergen", "0", "-3", "all=emma", "1.5", "99999999999999999999"] {
            assert!(accepted(word).is_err(), "{word}");
        }
    }
}
