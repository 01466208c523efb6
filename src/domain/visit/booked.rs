//! The states of an appointment, and how a segment's booking in force follows from everything seen of it.

use crate::domain::host::identity::Host;
use crate::domain::stored::stored_enum;
use crate::domain::visit::booking::BookingStatus;
use std::cmp::Reverse;
use time::OffsetDateTime;

stored_enum! {
    /// The column `appointments.status`.
    pub enum VisitStatus {
        /// It will take place.
        Confirmed = "confirmed",
        /// It waits for the salon's confirmation.
        Requested = "requested",
        /// Only some of its parts stand.
        Pending = "pending",
        /// It is off.
        Cancelled = "cancelled",
        /// The salon declined it.
        Rejected = "rejected",
    }
}

impl VisitStatus {
    /// Whether it will take place, as far as is known.
    pub fn stands(self) -> bool {
        matches!(self, VisitStatus::Confirmed | VisitStatus::Requested | VisitStatus::Pending)
    }

    /// What a booking's status means for its visit.
    pub fn of(status: BookingStatus) -> VisitStatus {
        match status {
            BookingStatus::Accepted => VisitStatus::Confirmed,
            BookingStatus::Pending => VisitStatus::Requested,
            BookingStatus::Cancelled => VisitStatus::Cancelled,
            BookingStatus::Rejected => VisitStatus::Rejected,
        }
    }
}

/// What is kept of one booking: the newest state seen under its uid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Cal.com's uid.
    pub uid: String,
    /// Its state.
    pub status: BookingStatus,
    /// What was booked.
    pub event_type_id: Option<i64>,
    /// UTC.
    pub starts_at: OffsetDateTime,
    /// UTC, exclusive.
    pub ends_at: OffsetDateTime,
    /// Cal.com's time of the last change; what orders snapshots.
    pub changed_at: Option<OffsetDateTime>,
    /// The booking this one replaced.
    pub rescheduled_from: Option<String>,
    /// The booking that replaced this one.
    pub rescheduled_to: Option<String>,
    /// Who got it, as last seen. A later placeholder does not make a known host unknown.
    pub host: Option<Host>,
    /// Which answer named the host.
    pub host_source: Option<String>,
    /// The age of that answer: an older one that names a host may arrive after a newer one that names none.
    pub host_changed_at: Option<OffsetDateTime>,
    /// Whether it was ever read from Cal.com, not only claimed by the answer to a change.
    pub is_read: bool,
}

impl Snapshot {
    /// One state out of any number of the same booking, the same in whatever order and however often they come:
    /// commutative, associative, and merging a state into itself changes nothing.
    ///
    /// Status and times are the newest answer's, and of two of one age the terminal one's. The host is the newest
    /// answer's that named one. What never changes once it is told (event type, relatives) is kept.
    #[must_use]
    pub fn merge(self, other: Snapshot) -> Snapshot {
        let (mut winner, loser) =
            if other.age() > self.age() { (other, self) } else { (self, other) };
        winner.is_read |= loser.is_read;
        winner.event_type_id = winner.event_type_id.max(loser.event_type_id);
        let from = winner.rescheduled_from.take();
        winner.rescheduled_from = from.max(loser.rescheduled_from.clone());
        let to = winner.rescheduled_to.take();
        winner.rescheduled_to = to.max(loser.rescheduled_to.clone());
        if loser.sighting() > winner.sighting() {
            winner.host = loser.host;
            winner.host_source = loser.host_source;
            winner.host_changed_at = loser.host_changed_at;
        }
        winner
    }

    /// What orders answers. Behind the time of change only ties are broken, so that no order of arrival does it.
    fn age(&self) -> impl Ord + use<> {
        let finality = match self.status {
            BookingStatus::Pending => 0,
            BookingStatus::Accepted => 1,
            BookingStatus::Rejected => 2,
            BookingStatus::Cancelled => 3,
        };
        (self.changed_at, finality, self.starts_at, self.ends_at)
    }

    /// What orders sightings of a host: any before none, then the newest, then the one nearest to the booking's making.
    fn sighting(&self) -> impl Ord + '_ {
        let road = Reverse(road(&self.host_source));
        (self.host.is_some(), self.host_changed_at, road, &self.host_source, &self.host)
    }
}

/// The nearer to the booking's making, the lower: two answers of one age name the same source in any order.
fn road(source: &Option<String>) -> usize {
    let Some(source) = source else { return usize::MAX };
    let roads = ["post", "get", "list", "webhook"];
    roads.iter().position(|road| source.starts_with(road)).unwrap_or(roads.len())
}

/// The booking in force among all that were ever made for one segment: the end of the chain of reschedules.
///
/// With several ends (which only a fault outside can make) a standing one wins, then the newest, then the uid.
pub fn in_force(chain: &[Snapshot]) -> Option<&Snapshot> {
    let replaced = |one: &Snapshot| {
        chain.iter().any(|other| {
            other.uid != one.uid
                && (other.rescheduled_from.as_ref() == Some(&one.uid)
                    || one.rescheduled_to.as_ref() == Some(&other.uid)
                    || is_claimed_in_place_of(one, other))
        })
    };
    let rank =
        |one: &Snapshot| (!replaced(one), one.status.stands(), one.changed_at, one.uid.clone());
    chain.iter().max_by_key(|one| rank(one))
}

/// Two bookings cannot both have replaced the same one: of these the one that was read is, and the other was only named
/// by an answer.
fn is_claimed_in_place_of(one: &Snapshot, other: &Snapshot) -> bool {
    !one.is_read
        && other.is_read
        && one.rescheduled_from.is_some()
        && one.rescheduled_from == other.rescheduled_from
}

/// Bookings that stand beside the one in force: a move that was not settled has left them over.
pub fn left_over(chain: &[Snapshot]) -> Vec<&Snapshot> {
    let head = in_force(chain).map(|head| &head.uid);
    let replaced = |one: &Snapshot| {
        one.rescheduled_to.is_some()
            || chain.iter().any(|other| other.rescheduled_from.as_ref() == Some(&one.uid))
    };
    chain
        .iter()
        .filter(|one| one.status.stands() && Some(&one.uid) != head && !replaced(one))
        .collect()
}

/// The visit moved on to a booking not seen yet: its uid.
pub fn successor_missing<'a>(head: &'a Snapshot, chain: &[Snapshot]) -> Option<&'a str> {
    let next = head.rescheduled_to.as_deref()?;
    (!head.status.stands() && !chain.iter().any(|one| one.uid == next)).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::HostId;
    use proptest::prelude::*;
    use time::macros::datetime;

    fn snapshot(uid: &str, status: BookingStatus, second: u8) -> Snapshot {
        let at = datetime!(2026-11-20 10:00 UTC);
        Snapshot {
            uid: uid.into(),
            status,
            event_type_id: Some(77),
            starts_at: at,
            ends_at: at + time::Duration::minutes(30),
            changed_at: Some(at + time::Duration::seconds(second.into())),
            rescheduled_from: None,
            rescheduled_to: None,
            host: None,
            host_source: None,
            host_changed_at: None,
            is_read: true,
        }
    }

    fn naming(id: i64, source: &str, one: Snapshot) -> Snapshot {
        let host_changed_at = one.changed_at;
        Snapshot { host: host(id), host_source: Some(source.into()), host_changed_at, ..one }
    }

    fn host(id: i64) -> Option<Host> {
        Some(Host { id: HostId(id), name: None, emails: vec![], username: None, time_zone: None })
    }

    #[test]
    fn merging_is_the_same_in_either_order() {
        let old = snapshot("a", BookingStatus::Accepted, 1);
        let with_host = naming(7, "get:data.hosts", old.clone());
        let listed = naming(7, "list:hosts", old.clone());
        let gone = snapshot("a", BookingStatus::Cancelled, 2);
        let gone_same_age = snapshot("a", BookingStatus::Cancelled, 1);
        let undated = Snapshot { changed_at: None, ..gone.clone() };
        let all = [old, with_host, listed, gone, gone_same_age, undated];
        for one in &all {
            for other in &all {
                assert_eq!(
                    one.clone().merge(other.clone()),
                    other.clone().merge(one.clone()),
                    "{one:?} {other:?}"
                );
            }
        }
        assert_eq!(all[3].clone().merge(all[1].clone()).host, host(7), "a known host stays known");
        assert!(all[5].clone().merge(all[0].clone()).status.stands(), "an undated answer is old");
    }

    #[test]
    fn a_late_old_answer_with_a_host_does_not_beat_a_newer_one() {
        let before = naming(7, "post:data.hosts", snapshot("a", BookingStatus::Accepted, 1));
        let reassigned = naming(8, "get:data.hosts", snapshot("a", BookingStatus::Accepted, 2));
        let off = snapshot("a", BookingStatus::Cancelled, 3);
        let merged = off.clone().merge(before.clone()).merge(reassigned.clone());
        assert_eq!(merged.host, host(8), "the cancellation names nobody, and the last host is 8");
        assert_eq!(merged, before.merge(reassigned).merge(off));
    }

    fn any_snapshot() -> impl Strategy<Value = Snapshot> {
        let status = prop_oneof![
            Just(BookingStatus::Accepted),
            Just(BookingStatus::Pending),
            Just(BookingStatus::Cancelled),
            Just(BookingStatus::Rejected),
        ];
        let source =
            prop_oneof![Just("post:data.hosts"), Just("get:data.hosts"), Just("list:hosts")];
        let relative = proptest::option::of("[xy]");
        let hosts = proptest::option::of((1..3_i64, source));
        (status, proptest::option::of(0..4_u8), hosts, relative.clone(), relative, 0..2_i64)
            .prop_map(|(status, second, named, from, to, moved)| {
                let mut one = snapshot("a", status, second.unwrap_or(0));
                one.changed_at = one.changed_at.filter(|_| second.is_some());
                one.starts_at -= time::Duration::minutes(moved);
                one.rescheduled_from = from;
                one.rescheduled_to = to;
                match named {
                    Some((id, source)) => naming(id, source, one),
                    None => one,
                }
            })
    }

    proptest! {
        /// The laws behind "in whatever order, however often".
        #[test]
        fn merging_knows_no_order(a in any_snapshot(), b in any_snapshot(), c in any_snapshot()) {
            let merge = |x: &Snapshot, y: &Snapshot| x.clone().merge(y.clone());
            prop_assert_eq!(merge(&a, &b), merge(&b, &a));
            prop_assert_eq!(merge(&merge(&a, &b), &c), merge(&a, &merge(&b, &c)));
            prop_assert_eq!(merge(&merge(&a, &b), &a), merge(&a, &b));
        }
    }

    #[test]
    fn the_end_of_the_chain_is_in_force() {
        let first = Snapshot {
            rescheduled_to: Some("b".into()),
            ..snapshot("a", BookingStatus::Cancelled, 9)
        };
        let second = Snapshot {
            rescheduled_from: Some("a".into()),
            ..snapshot("b", BookingStatus::Accepted, 3)
        };
        let chain = [first.clone(), second.clone()];
        assert_eq!(in_force(&chain).unwrap().uid, "b");
        let off = Snapshot { status: BookingStatus::Cancelled, ..second };
        assert_eq!(in_force(&[off, first.clone()]).unwrap().uid, "b", "a cancelled end is the end");
        assert_eq!(successor_missing(&first, std::slice::from_ref(&first)), Some("b"));
        assert_eq!(successor_missing(&first, &chain), None);
        assert!(in_force(&[]).is_none());
    }

    #[test]
    fn what_stands_beside_the_one_in_force_is_left_over() {
        let old = snapshot("a", BookingStatus::Accepted, 1);
        let new = snapshot("b", BookingStatus::Accepted, 2);
        let uids = |chain: &[Snapshot]| {
            left_over(chain).iter().map(|one| one.uid.clone()).collect::<Vec<_>>()
        };
        assert_eq!(uids(&[old.clone(), new.clone()]), ["a"]);
        // The old one of a reschedule is off, although we do not know yet.
        let moved = Snapshot { rescheduled_from: Some("a".into()), ..new.clone() };
        assert!(uids(&[old.clone(), moved]).is_empty());
        let off = Snapshot { status: BookingStatus::Cancelled, ..old };
        assert!(uids(&[off, new]).is_empty());
    }
}
