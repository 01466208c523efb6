//! Moving what was accepted: each visit by a saga of its own, as any move, and told as moved only once Cal.com's answers
//! say so.

use crate::domain::audit::chain::Action;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::host::audit_head;
use crate::frontdesk::sick::affected::Sick;
use crate::frontdesk::sick::moved::{Accepted, AcceptedView, MoveView};
use crate::frontdesk::sick::propose::Proposal;
use crate::frontdesk::sick::{affected, came, propose, words};
use crate::frontdesk::unnamed::unnamed;
use crate::frontdesk::visit::change::Moving;
use crate::frontdesk::visit::outcome::Opening;
use crate::frontdesk::visit::{absence, absence_view, drive};
use crate::store::db::key;
use crate::store::db::tx::Tx;
use crate::store::host::audit;
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
    move_all(desk, sick, &read(desk, sick, said)?, person, how)
}

/// The same of a form, by the form's own name: sent twice it moves once and tells the same. The running program moves it;
/// what has come of it by when tells `came::of`.
pub(crate) fn apply_once(
    desk: &Desk,
    sick: &Sick,
    said: &[String],
    person: &Person,
    once: &str,
) -> Result<AcceptedView> {
    let call_id = came::call_id(desk, once)?;
    let accepted = read(desk, sick, said)?;
    let of_form = |one: Accepted| Accepted { call_id: call_id.clone(), ..one };
    let accepted: Vec<Accepted> = accepted.into_iter().map(of_form).collect();
    move_all(desk, sick, &accepted, person, How::Later)
}

fn move_all(
    desk: &Desk,
    sick: &Sick,
    accepted: &[Accepted],
    person: &Person,
    how: How,
) -> Result<AcceptedView> {
    let person = &unnamed(desk, person)?;
    let decider = person.decider();
    let (id, away) = absence::add(desk, &sick.staff, sick.span, decider.reason, decider.by)?;
    let mut moves = Vec::new();
    for one in accepted {
        moves.push(move_one(desk, sick, one, person, how)?);
    }
    audit_head::keep_now(desk);
    Ok(AcceptedView { absence: absence_view::of(desk, id, &away)?, moves })
}

fn read(desk: &Desk, sick: &Sick, said: &[String]) -> Result<Vec<Accepted>> {
    let accepted = |word: &str| Accepted::read(word, format!("desk_{}", key::fresh()));
    let words: Vec<&str> = said.iter().map(|word| word.trim()).collect();
    let accepted = match words.as_slice() {
        [word] if *word == ALL => {
            let all = affected::visits(desk, sick)?.into_iter().map(|one| one.view.id.to_string());
            all.map(|word| accepted(&word)).collect::<Result<Vec<_>>>()?
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

fn move_one(
    desk: &Desk,
    sick: &Sick,
    one: &Accepted,
    person: &Person,
    how: How,
) -> Result<MoveView> {
    if let Some(earlier) = came::earlier(desk, one)? {
        return Ok(earlier);
    }
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
    let one = Accepted { word: chosen.accept.clone(), ..one.clone() };
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
    let moving = Moving::of(desk, &one.key(), one.visit, &chosen.choice, REASON)?;
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
