//! A visit as a whole, from its parts alone: whether it stands, when it is, which part its columns show.
//!
//! Computed from whatever parts are known, so it is the same in whatever order they became known.

use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::layout::PartKind;
use time::OffsetDateTime;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartState {
    /// Active work, or a pause that is held.
    pub kind: PartKind,
    /// From 1, in the order of the visit.
    pub position: u32,
    /// Of its booking in force; `None` without a booking.
    pub status: Option<BookingStatus>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
}

impl PartState {
    fn is_work(&self) -> bool {
        self.kind == PartKind::Work
    }

    fn stands(&self) -> bool {
        self.status.is_none_or(BookingStatus::stands)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// *Confirmed* when as many segments of work stand as were planned, *requested* if some of these wait for the
    /// salon's confirmation, *pending* while only some stand.
    pub status: VisitStatus,
    /// When it begins, UTC.
    pub starts_at: OffsetDateTime,
    /// When it ends, UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// Which of the parts given the appointment's columns show: the first segment of work, of those that stand if
    /// any does.
    pub first: usize,
}

/// The visit that these parts make, `None` without any part. `planned` is the number of segments of work it was
/// planned with.
pub fn whole(planned: u32, parts: &[PartState]) -> Option<Whole> {
    let work = || parts.iter().filter(|part| part.is_work());
    let standing = || work().filter(|part| part.stands());
    let shown: Vec<&PartState> = if standing().next().is_some() {
        standing().collect()
    } else if work().next().is_some() {
        work().collect()
    } else {
        parts.iter().collect()
    };
    let first = shown.iter().min_by_key(|part| (part.position, part.starts_at))?;
    Some(Whole {
        status: status(planned, parts),
        starts_at: shown.iter().map(|part| part.starts_at).min()?,
        ends_at: shown.iter().map(|part| part.ends_at).max()?,
        first: parts.iter().position(|part| part == *first)?,
    })
}

fn status(planned: u32, parts: &[PartState]) -> VisitStatus {
    let work = || parts.iter().filter(|part| part.is_work());
    let accepted =
        work().filter(|part| matches!(part.status, None | Some(BookingStatus::Accepted)));
    let rejected = |part: &PartState| part.status == Some(BookingStatus::Rejected);
    let enough = |count: usize| u32::try_from(count).unwrap_or(u32::MAX) >= planned.max(1);
    if enough(accepted.count()) {
        VisitStatus::Confirmed
    } else if enough(work().filter(|part| part.stands()).count()) {
        VisitStatus::Requested
    } else if parts.iter().any(PartState::stands) {
        VisitStatus::Pending
    } else if !parts.is_empty() && parts.iter().all(rejected) {
        VisitStatus::Rejected
    } else {
        VisitStatus::Cancelled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BookingStatus::{Accepted, Cancelled, Pending, Rejected};
    use time::Duration;
    use time::macros::datetime;

    const TEN: OffsetDateTime = datetime!(2026-12-01 10:00 UTC);

    fn part(position: u32, status: BookingStatus) -> PartState {
        let starts_at = TEN + Duration::minutes(30 * i64::from(position));
        let ends_at = starts_at + Duration::minutes(30);
        PartState { kind: PartKind::Work, position, status: Some(status), starts_at, ends_at }
    }

    #[test]
    fn it_stands_when_as_many_stand_as_were_planned() {
        type Case<'a> = (u32, &'a [BookingStatus], VisitStatus);
        let cases: [Case; 12] = [
            (1, &[Accepted], VisitStatus::Confirmed),
            (1, &[Pending], VisitStatus::Requested),
            (1, &[Cancelled], VisitStatus::Cancelled),
            (1, &[Rejected], VisitStatus::Rejected),
            (4, &[Accepted], VisitStatus::Pending),
            (2, &[Accepted, Accepted], VisitStatus::Confirmed),
            (2, &[Accepted, Pending], VisitStatus::Requested),
            (2, &[Accepted, Cancelled], VisitStatus::Pending),
            (2, &[Cancelled, Cancelled], VisitStatus::Cancelled),
            (2, &[Cancelled, Rejected], VisitStatus::Cancelled),
            (4, &[Rejected], VisitStatus::Rejected),
            (2, &[Cancelled], VisitStatus::Cancelled),
        ];
        for (planned, statuses, expected) in cases {
            let parts: Vec<PartState> =
                (1..).zip(statuses).map(|(position, status)| part(position, *status)).collect();
            let mut turned = parts.clone();
            turned.reverse();
            for parts in [parts, turned] {
                assert_eq!(
                    whole(planned, &parts).unwrap().status,
                    expected,
                    "{planned} {statuses:?}"
                );
            }
        }
        assert_eq!(whole(1, &[]), None);
    }

    #[test]
    fn a_held_pause_is_no_work_but_keeps_an_unfinished_visit_pending() {
        let held = PartState { kind: PartKind::Pause, ..part(2, Accepted) };
        assert_eq!(whole(2, &[part(1, Accepted), held]).unwrap().status, VisitStatus::Pending);
        let all = [held, part(3, Accepted), part(1, Accepted)];
        let seen = whole(2, &all).unwrap();
        assert_eq!((seen.status, seen.first), (VisitStatus::Confirmed, 2));
        assert_eq!((seen.starts_at, seen.ends_at), (all[2].starts_at, all[1].ends_at));
        // Its bookings of work are gone and its hold is not: a person should look.
        assert_eq!(whole(1, &[part(1, Cancelled), held]).unwrap().status, VisitStatus::Pending);
        assert_eq!(whole(2, &[held]).unwrap().first, 0);
    }

    #[test]
    fn it_shows_what_stands() {
        let seen = whole(2, &[part(1, Cancelled), part(2, Accepted)]).unwrap();
        assert_eq!((seen.first, seen.starts_at), (1, part(2, Accepted).starts_at));
        let off = whole(2, &[part(2, Cancelled), part(1, Cancelled)]).unwrap();
        assert_eq!((off.first, off.starts_at), (1, part(1, Cancelled).starts_at));
    }
}
