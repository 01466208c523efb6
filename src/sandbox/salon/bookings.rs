//! What a booking may do: who gets it, whether it may be, and how it is moved. No HTTP here.

use crate::domain::visit::booking::BookingStatus;
use crate::sandbox::answer::Answer;
use crate::sandbox::instant::{Span, span_of, whole_millisecond};
use crate::sandbox::salon::calendar::{Availability, Nobody, Pick};
use crate::sandbox::salon::input::{CreateInput, RescheduleInput};
use crate::sandbox::salon::rules;
use crate::sandbox::salon::state::{Booking, EventType, State};
use crate::sandbox::types::SandboxKind;
use time::{Duration, OffsetDateTime};

/// What is to become of a request to book.
pub(crate) enum Plan {
    /// It is there already, with this uid.
    Existing(String),
    /// It may be made.
    New(NewPlan),
}

/// What the check found out; the commit holds on to it.
pub(crate) struct NewPlan {
    event_type_id: i64,
    span: Span,
    pick: Pick,
    pending: bool,
}

/// Checks a new booking in Cal.com's order.
pub(crate) fn plan_new(
    state: &State,
    event_type: &EventType,
    wanted: &CreateInput,
    now: OffsetDateTime,
) -> Result<Plan, Answer> {
    let spec = &event_type.spec;
    let minutes = length(event_type, wanted.minutes)?;
    in_time(event_type, wanted.start, now)?;
    rules::of_new(state, event_type.id, wanted, now)?;
    let returns_existing = spec.kind == SandboxKind::RoundRobin || spec.requires_confirmation;
    if let Some(uid) = existing(state, event_type.id, wanted).filter(|_| returns_existing) {
        return Ok(Plan::Existing(uid));
    }
    let span = span_of(wanted.start, minutes);
    let availability = Availability::of(state, event_type, span, &wanted.host_subset, None);
    let pick = availability.pick(span).map_err(|nobody| refusal(event_type, nobody))?;
    let pending = spec.requires_confirmation;
    Ok(Plan::New(NewPlan { event_type_id: event_type.id, span, pick, pending }))
}

/// How long a new booking is. Only an event type with several lengths can be asked for one, and then for no other.
pub(crate) fn length(event_type: &EventType, asked: Option<u64>) -> Result<u32, Answer> {
    let spec = &event_type.spec;
    let Some(asked) = asked else { return Ok(spec.minutes) };
    if spec.options.is_empty() {
        let message = "Can't specify 'lengthInMinutes': the event type has one length only";
        return Err(Answer::refused(400, message));
    }
    let found = spec.options.iter().find(|option| u64::from(**option) == asked).copied();
    found.ok_or_else(|| {
        let all: Vec<String> = spec.options.iter().map(u32::to_string).collect();
        let message = format!(
            "'lengthInMinutes' is none of the event type's lengths, which are {}",
            all.join(", ")
        );
        Answer::refused(400, message)
    })
}

/// Makes the booking if its hosts are still free; else another booking was faster.
pub(crate) fn commit_new(
    state: &mut State,
    plan: &NewPlan,
    wanted: CreateInput,
    now: OffsetDateTime,
) -> Result<Booking, Answer> {
    still_free(state, plan, None)?;
    let now = whole_millisecond(now);
    let booking = Booking {
        id: 0,
        uid: String::new(),
        event_type_id: plan.event_type_id,
        organizer: plan.pick.organizer,
        co_hosts: plan.pick.co_hosts.clone(),
        attendee: wanted.attendee,
        guests: wanted.guests,
        start: plan.span.start,
        end: plan.span.end,
        status: if plan.pending { BookingStatus::Pending } else { BookingStatus::Accepted },
        metadata: wanted.metadata,
        responses: wanted.responses,
        title: None,
        added: Default::default(),
        cancellation_reason: None,
        rejection_reason: None,
        rescheduling_reason: None,
        rescheduled_by: None,
        rescheduled_from: None,
        rescheduled_to: None,
        sequence: 0,
        absent_host: false,
        created_at: now,
        updated_at: now,
    };
    Ok(state.insert_booking(booking))
}

/// Checks a move.
pub(crate) fn plan_move(
    state: &State,
    old: &Booking,
    wanted: &RescheduleInput,
    now: OffsetDateTime,
) -> Result<NewPlan, Answer> {
    may_move(old)?;
    let found = state.event_types.get(&old.event_type_id);
    let event_type = found.ok_or_else(|| {
        Answer::refused(404, format!("Event type with id {} not found.", old.event_type_id))
    })?;
    in_time(event_type, wanted.start, now)?;
    rules::of_move(state, event_type.id, wanted, now)?;
    let minutes = (old.end - old.start).whole_minutes();
    let span = span_of(wanted.start, u32::try_from(minutes).unwrap_or(event_type.spec.minutes));
    let availability =
        Availability::of(state, event_type, span, &wanted.host_subset, Some(&old.uid));
    let same = Pick { organizer: old.organizer, co_hosts: old.co_hosts.clone() };
    let pick = if event_type.spec.same_host_on_reschedule {
        if availability.can_keep(&same, span) { Ok(same) } else { Err(Nobody::Busy) }
    } else {
        availability.pick(span)
    };
    let pick = pick.map_err(|nobody| refusal(event_type, nobody))?;
    let pending = event_type.spec.requires_confirmation;
    Ok(NewPlan { event_type_id: event_type.id, span, pick, pending })
}

/// Puts a new booking in the old one's place.
pub(crate) fn commit_move(
    state: &mut State,
    old: &Booking,
    plan: &NewPlan,
    wanted: RescheduleInput,
    now: OffsetDateTime,
) -> Result<Booking, Answer> {
    may_move(old)?;
    still_free(state, plan, Some(&old.uid))?;
    let whole = whole_millisecond(now);
    let booking = state.insert_booking(Booking {
        organizer: plan.pick.organizer,
        co_hosts: plan.pick.co_hosts.clone(),
        start: plan.span.start,
        end: plan.span.end,
        status: if plan.pending { BookingStatus::Pending } else { BookingStatus::Accepted },
        // The real one shows the reason in both fields.
        cancellation_reason: wanted.reason.clone(),
        rescheduling_reason: wanted.reason,
        rescheduled_by: wanted.by,
        rescheduled_from: Some(old.uid.clone()),
        rescheduled_to: None,
        sequence: old.sequence.saturating_add(1),
        created_at: whole,
        updated_at: whole,
        ..old.clone()
    });
    if let Some(old) = state.booking_mut(&old.uid) {
        old.status = BookingStatus::Cancelled;
        old.rescheduled_to = Some(booking.uid.clone());
        old.touch(now);
    }
    Ok(booking)
}

/// The host that a reassign would take the booking from: the lucky one, not a fixed one.
pub(crate) fn rotating_host(state: &State, booking: &Booking) -> i64 {
    let fixed: Vec<i64> = match state.event_types.get(&booking.event_type_id) {
        Some(event_type) => {
            let fixed = event_type.spec.hosts.iter().filter(|host| host.fixed);
            fixed.map(|host| host.user_id).collect()
        }
        None => Vec::new(),
    };
    booking.hosts().find(|host| !fixed.contains(host)).unwrap_or(booking.organizer)
}

/// Another host of the round robin who is free at the booking's time.
pub(crate) fn another_host(state: &State, booking: &Booking) -> Result<i64, Answer> {
    let event_type = round_robin(state, booking)?;
    let span = Span { start: booking.start, end: booking.end };
    let others: Vec<i64> = rotating_hosts(event_type)
        .filter(|host| !booking.hosts().any(|taken| taken == *host))
        .collect();
    let mut rotation = event_type.clone();
    rotation.spec.hosts.retain(|host| others.contains(&host.user_id));
    let pick = Availability::of(state, &rotation, span, &[], None).pick(span);
    let nobody = |_| Answer::refused(400, "No round robin host is available to take the booking");
    pick.map(|pick| pick.organizer).map_err(nobody)
}

/// Whether the user can take the booking over at all.
pub(crate) fn may_be_host(state: &State, booking: &Booking, user: i64) -> Result<(), Answer> {
    let event_type = round_robin(state, booking)?;
    if rotating_hosts(event_type).any(|host| host == user) {
        return Ok(());
    }
    Err(Answer::refused(400, format!("User {user} is no round robin host of this event type")))
}

fn rotating_hosts(event_type: &EventType) -> impl Iterator<Item = i64> + '_ {
    event_type.spec.hosts.iter().filter(|host| !host.fixed).map(|host| host.user_id)
}

fn round_robin<'a>(state: &'a State, booking: &Booking) -> Result<&'a EventType, Answer> {
    if !booking.status.stands() {
        let message = format!("Booking with uid={} is cancelled", booking.uid);
        return Err(Answer::refused(400, message));
    }
    let event_type = state.event_types.get(&booking.event_type_id);
    event_type
        .filter(|event_type| event_type.spec.kind == SandboxKind::RoundRobin)
        .ok_or_else(|| Answer::refused(400, "Only round robin bookings can be reassigned"))
}

fn may_move(old: &Booking) -> Result<(), Answer> {
    let uid = &old.uid;
    let why = match (old.status, &old.rescheduled_to) {
        (BookingStatus::Cancelled, Some(new)) => {
            format!("it has been cancelled and rescheduled already to booking with uid={new}")
        }
        (BookingStatus::Cancelled, None) => "it has been cancelled".to_owned(),
        // The guard knows cancelled bookings only; a rejected one falls through it.
        (BookingStatus::Rejected, _) => {
            return Err(Answer::bare(404, "Could not find original booking"));
        }
        (BookingStatus::Accepted | BookingStatus::Pending, _) => return Ok(()),
    };
    Err(Answer::refused(400, format!("Can't reschedule booking with uid={uid} because {why}.")))
}

fn in_time(
    event_type: &EventType,
    start: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), Answer> {
    if start < now {
        return Err(Answer::refused(400, "Attempting to book a meeting in the past."));
    }
    let notice = Duration::minutes(event_type.spec.minimum_notice_minutes.into());
    if now.checked_add(notice).is_some_and(|earliest| start < earliest) {
        let message = "The event type can't be booked at the \"start\" time provided. It is too soon: \
                       the minimum booking notice does not allow it.";
        return Err(Answer::refused(400, message));
    }
    Ok(())
}

/// A standing booking of the same attendee, start and event type.
fn existing(state: &State, event_type_id: i64, wanted: &CreateInput) -> Option<String> {
    let same = |booking: &&Booking| {
        let (had, asks) = (&booking.attendee, &wanted.attendee);
        booking.status.stands()
            && booking.event_type_id == event_type_id
            && booking.start == wanted.start
            && (had.email == asks.email || (had.phone.is_some() && had.phone == asks.phone))
    };
    state.bookings.iter().find(same).map(|booking| booking.uid.clone())
}

fn still_free(state: &State, plan: &NewPlan, except: Option<&str>) -> Result<(), Answer> {
    let lost = || Answer::bare(409, "booking_conflict_error");
    let event_type = state.event_types.get(&plan.event_type_id).ok_or_else(lost)?;
    let availability = Availability::of(state, event_type, plan.span, &[], except);
    if availability.can_keep(&plan.pick, plan.span) { Ok(()) } else { Err(lost()) }
}

fn refusal(event_type: &EventType, nobody: Nobody) -> Answer {
    match nobody {
        Nobody::NoHosts => Answer::refused(422, "Event type has no hosts"),
        Nobody::FixedBusy => Answer::bare_500(),
        Nobody::Busy if event_type.spec.team_id.is_some() => Answer::refused(
            400,
            "One of the hosts either already has booking at this time or is not available",
        ),
        Nobody::Busy => {
            Answer::refused(400, "User either already has booking at this time or is not available")
        }
    }
}
