//! A colleague's absence as it is shown: the visits, who could take which part, what is proposed, whom to call.

use crate::domain::Result;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::sick::affected::{Affected, AffectedPart, Sick, Who};
use crate::frontdesk::sick::propose::Proposal;
use crate::frontdesk::sick::{affected, propose, words};
use crate::store::host::staff;
use crate::store::visit::customer;
use serde::Serialize;
use std::time::{Duration, Instant};

/// How long what is free near one visit may take at Cal.com.
const PATIENCE_SECONDS: u64 = 15;

/// Who is not there, and what that means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SickView {
    pub staff_id: StaffId,
    pub staff: String,
    pub from: LocalTime,
    pub until: LocalTime,
    /// Soonest first.
    pub visits: Vec<SickVisitView>,
}

/// A visit that falls into it, with what is said on the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SickVisitView {
    pub appointment_id: AppointmentId,
    pub start: LocalTime,
    pub end: LocalTime,
    pub service: Option<String>,
    /// For whom; empty where no name is known.
    pub customer: String,
    /// E.164.
    pub phone: Option<String>,
    pub status: &'static str,
    /// The parts that the absent one was to do.
    pub parts: Vec<SickPartView>,
    /// The own hour first.
    pub proposals: Vec<ProposalView>,
    /// Why there are none: a word for programs, and a sentence in the salon's language.
    pub reason: Option<&'static str>,
    pub why_none: Option<String>,
    /// What to offer on the phone, in the salon's language.
    pub to_offer: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SickPartView {
    /// `A`, `B`, …
    pub key: String,
    /// Empty for a simple visit.
    pub name: String,
    pub start: LocalTime,
    pub end: LocalTime,
    /// Everybody else who does such a part.
    pub who: Vec<WhoView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct WhoView {
    pub staff_id: StaffId,
    pub staff: String,
    /// Nothing is against it here; Cal.com has the last word.
    pub can: bool,
    /// A word for programs, and in the salon's language.
    pub reason: Option<&'static str>,
    pub why_not: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ProposalView {
    /// What is said to accept it.
    pub accept: String,
    pub keeps_hour: bool,
    pub start: LocalTime,
    pub end: LocalTime,
    pub parts: Vec<ProposedPartView>,
    /// In the salon's language.
    pub sentence: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ProposedPartView {
    pub key: String,
    pub staff: String,
    pub start: LocalTime,
    pub end: LocalTime,
}

/// Whom to call, to be printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CallListView {
    pub staff: String,
    pub from: LocalTime,
    pub until: LocalTime,
    /// Soonest first.
    pub calls: Vec<CallView>,
}

/// A customer to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CallView {
    pub appointment_id: AppointmentId,
    pub start: LocalTime,
    pub service: Option<String>,
    pub customer: String,
    pub phone: Option<String>,
    /// In the salon's language.
    pub to_offer: String,
}

impl SickView {
    /// Whom to call.
    pub fn call_list(self) -> CallListView {
        let call = |one: SickVisitView| CallView {
            appointment_id: one.appointment_id,
            start: one.start,
            service: one.service,
            customer: one.customer,
            phone: one.phone,
            to_offer: one.to_offer,
        };
        CallListView {
            staff: self.staff,
            from: self.from,
            until: self.until,
            calls: self.visits.into_iter().map(call).collect(),
        }
    }
}

/// The visits that fall into an absence, with proposals. Nothing is written; Cal.com is asked what is free, and where it
/// does not answer the visits are told all the same.
pub(crate) fn of(desk: &Desk, sick: &Sick) -> Result<SickView> {
    of_first(desk, sick, usize::MAX, None).map(|(view, _)| view)
}

/// The same of the first so many; Cal.com is asked until the deadline. How many more there are comes with it.
pub(crate) fn of_first(
    desk: &Desk,
    sick: &Sick,
    most: usize,
    deadline: Option<Instant>,
) -> Result<(SickView, usize)> {
    let all = affected::visits(desk, sick)?;
    let more = all.len().saturating_sub(most);
    let mut visits = Vec::new();
    for affected in all.iter().take(most) {
        let own = Instant::now() + Duration::from_secs(PATIENCE_SECONDS);
        let until = deadline.map_or(own, |deadline| deadline.min(own));
        visits.push(visit(desk, sick, affected, until)?);
    }
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    let view = SickView {
        staff_id: sick.staff.clone(),
        staff: name_of(desk, &sick.staff)?,
        from: time(sick.span.start()),
        until: time(sick.span.end()),
        visits,
    };
    Ok((view, more))
}

fn visit(
    desk: &Desk,
    sick: &Sick,
    affected: &Affected,
    deadline: Instant,
) -> Result<SickVisitView> {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    let language = desk.salon.language;
    let (view, row) = (&affected.view, &affected.view.row);
    let (proposals, nothing) = match propose::proposals(desk, sick, view, deadline)? {
        Ok(proposals) => (proposals, None),
        Err(nothing) => (Vec::new(), Some(nothing)),
    };
    let proposals: Vec<ProposalView> =
        proposals.iter().map(|one| proposal(desk, one)).collect::<Result<_>>()?;
    let told: Vec<&str> = proposals.iter().map(|one| one.sentence.as_str()).collect();
    let customer = match row.customer {
        Some(id) => desk.store.read(|connection| customer::find(connection, id))?,
        None => None,
    };
    Ok(SickVisitView {
        appointment_id: view.id,
        start: time(row.starts_at),
        end: time(row.ends_at),
        service: view.service.clone(),
        customer: view.name.clone(),
        phone: customer.and_then(|customer| customer.phone),
        status: row.status.as_str(),
        parts: affected.parts.iter().map(|one| part(desk, one, language)).collect(),
        to_offer: words::to_offer(&told, language),
        proposals,
        reason: nothing.map(words::reason_of_nothing),
        why_none: nothing.map(|nothing| words::why_nothing(nothing, language).to_owned()),
    })
}

fn part(desk: &Desk, one: &AffectedPart, language: Language) -> SickPartView {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    let who = |who: &Who| WhoView {
        staff_id: who.staff.clone(),
        staff: who.name.clone(),
        can: who.why_not.is_none(),
        reason: who.why_not.map(affected::WhyNot::as_str),
        why_not: who.why_not.map(|why| words::why_not(why, language).to_owned()),
    };
    SickPartView {
        key: one.segment.key.clone(),
        name: one.segment.name.clone(),
        start: time(one.segment.starts_at),
        end: time(one.segment.ends_at),
        who: one.who.iter().map(who).collect(),
    }
}

fn proposal(desk: &Desk, one: &Proposal) -> Result<ProposalView> {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    let at = one.choice.at()?;
    let mut parts = Vec::new();
    for part in &one.choice.parts {
        let staff = match &part.staff {
            Some(id) => name_of(desk, id)?,
            None => String::new(),
        };
        parts.push(ProposedPartView {
            key: part.note.segment.clone(),
            staff,
            start: time(part.at.start()),
            end: time(part.at.end()),
        });
    }
    let (start, end) = (time(at.start()), time(at.end()));
    let mut names: Vec<&str> = parts.iter().map(|part| part.staff.as_str()).collect();
    names.dedup();
    let sentence = words::proposal(&start, &names, one.keeps_hour, desk.salon.language);
    let (accept, keeps_hour) = (one.accept.clone(), one.keeps_hour);
    Ok(ProposalView { accept, keeps_hour, start, end, parts, sentence })
}

/// A staff member's name, or the id where there is no row.
pub(crate) fn name_of(desk: &Desk, id: &StaffId) -> Result<String> {
    let found = desk.store.read(|connection| staff::find(connection, id))?;
    Ok(found.map_or_else(|| id.0.clone(), |person| person.name))
}
