//! **Whose a booking is.** The one rule by which a booking that Cal.com shows counts as one of ours, on every road:
//! the answer to a call, a list, a webhook, the poll.
//!
//! It carries the name of the saga that asked for it and the letter of its segment; or, where Cal.com kept none of our
//! metadata, the visit's own address, which no other has. What names another saga, another visit or nothing of ours
//! is another visit's, whatever it looks like. Only then is it compared with what was asked for.

use crate::domain::visit::booking::{BookingFacts, meta};
use time::OffsetDateTime;

#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub saga: &'a str,
    pub visit_ref: &'a str,
    /// The visit's own address; empty where Cal.com was told the customer's, which says nothing of the visit.
    pub address: &'a str,
    /// `A`, `B`, …
    pub segment: &'a str,
    pub event_type_id: i64,
    /// UTC.
    pub start: OffsetDateTime,
    /// UTC; `None` where it is not known how long it is.
    pub end: Option<OffsetDateTime>,
}

/// Whose a booking says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Saga and segment are those that asked.
    Named,
    /// It has the visit's address, and says nothing else.
    Addressed,
    /// It is another saga's, another visit's or another segment's of ours.
    Others,
    /// It says nothing of ours.
    None,
}

/// How a booking compares with what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It stands as asked for.
    AsAsked,
    /// It stands as asked for, but is shorter or longer.
    OtherLength,
    /// It is ours, and stands at another time or was moved on: it was moved outside.
    Elsewhere,
    /// It is ours, and is off.
    Off,
    /// It is ours as far as it tells, but not what was asked for.
    Otherwise,
    /// It belongs to another saga of ours: Cal.com gave an existing booking back.
    Others,
    /// Not ours.
    Foreign,
}

/// Whose a booking says it is.
pub fn mark(asked: &Asked, facts: &BookingFacts) -> Mark {
    let said = |key: &str| facts.metadata.get(key).map(String::as_str).filter(|t| !t.is_empty());
    let is_addressed = !asked.address.is_empty() && facts.has_attendee(asked.address);
    let same_segment = said(meta::SEGMENT).is_none_or(|segment| segment == asked.segment);
    match (said(meta::SAGA), said(meta::REF)) {
        (Some(saga), _) if saga != asked.saga => Mark::Others,
        (_, Some(visit)) if visit != asked.visit_ref && said(meta::SAGA).is_none() => Mark::Others,
        _ if !same_segment => Mark::Others,
        (Some(_), _) if said(meta::SEGMENT).is_some() => Mark::Named,
        _ if is_addressed => Mark::Addressed,
        (Some(_), _) | (None, _) => Mark::None,
    }
}

/// Compares a booking with what was asked for.
pub fn judge(asked: &Asked, facts: &BookingFacts) -> Judged {
    let mark = mark(asked, facts);
    match mark {
        Mark::Others => return Judged::Others,
        Mark::None => return Judged::Foreign,
        Mark::Named | Mark::Addressed => {}
    }
    match facts.event_type_id {
        Some(id) if id != asked.event_type_id => return Judged::Otherwise,
        // An address alone does not say which segment it is.
        None if mark == Mark::Addressed => return Judged::Otherwise,
        Some(_) | None => {}
    }
    if facts.rescheduled_to.is_some() {
        return Judged::Elsewhere;
    }
    // The address is the whole visit's: at another time it may be another segment of the same event type.
    if facts.start != asked.start {
        return if mark == Mark::Named { Judged::Elsewhere } else { Judged::Otherwise };
    }
    if !facts.status.stands() {
        return Judged::Off;
    }
    match asked.end {
        Some(end) if end != facts.end => Judged::OtherLength,
        Some(_) | None => Judged::AsAsked,
    }
}

/// Whether what Cal.com shows as the booking that replaced `old` is that: at the start that was asked for, standing, the
/// same event type, and a link of the same chain.
pub fn is_moved_as_asked(
    old: &str,
    start: OffsetDateTime,
    event_type_id: Option<i64>,
    new: &BookingFacts,
) -> bool {
    let same_event = match (event_type_id, new.event_type_id) {
        (Some(asked), Some(told)) => asked == told,
        (Some(_), None) | (None, _) => true,
    };
    new.uid != old
        && new.rescheduled_from.as_deref() == Some(old)
        && new.rescheduled_to.is_none()
        && new.start == start
        && new.status.stands()
        && same_event
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::host::identity::HostSighting;
    use crate::domain::visit::booking::{Attendee, BookingStatus};
    use time::Duration;
    use time::macros::datetime;

    const TEN: OffsetDateTime = datetime!(2026-12-01 09:00 UTC);
    const ASKED: Asked = Asked {
        saga: "saga-1",
        visit_ref: "visit-1",
        address: "visit+visit-1@visits.example",
        segment: "A",
        event_type_id: 501,
        start: TEN,
        end: Some(TEN.saturating_add(Duration::minutes(30))),
    };

    fn right() -> BookingFacts {
        let own = [(meta::SAGA, "saga-1"), (meta::SEGMENT, "A"), (meta::REF, "visit-1")];
        BookingFacts {
            uid: "u1".into(),
            status: BookingStatus::Accepted,
            start: TEN,
            end: TEN + Duration::minutes(30),
            event_type_id: Some(501),
            updated_at: None,
            host: HostSighting::Absent,
            attendee: None,
            addresses: vec!["VISIT+visit-1@visits.example".into()],
            metadata: own.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            rescheduled_from: None,
            rescheduled_to: None,
            is_read: false,
            is_absent: None,
        }
    }

    fn with(change: impl FnOnce(&mut BookingFacts)) -> Judged {
        let mut facts = right();
        change(&mut facts);
        judge(&ASKED, &facts)
    }

    fn say(facts: &mut BookingFacts, key: &str, value: &str) {
        facts.metadata.insert(key.to_owned(), value.to_owned());
    }

    #[test]
    fn one_field_otherwise_is_another_verdict() {
        assert_eq!(with(|_| ()), Judged::AsAsked);
        assert_eq!(with(|facts| facts.status = BookingStatus::Pending), Judged::AsAsked);
        assert_eq!(with(|facts| facts.start += Duration::MINUTE), Judged::Elsewhere);
        assert_eq!(with(|facts| facts.end += Duration::MINUTE), Judged::OtherLength);
        assert_eq!(with(|facts| facts.event_type_id = Some(502)), Judged::Otherwise);
        assert_eq!(with(|facts| facts.event_type_id = None), Judged::AsAsked);
        assert_eq!(with(|facts| facts.status = BookingStatus::Cancelled), Judged::Off);
        assert_eq!(with(|facts| facts.status = BookingStatus::Rejected), Judged::Off);
        assert_eq!(with(|facts| facts.rescheduled_to = Some("u2".into())), Judged::Elsewhere);
        assert_eq!(with(|facts| say(facts, meta::SAGA, "saga-2")), Judged::Others);
        assert_eq!(with(|facts| say(facts, meta::SEGMENT, "B")), Judged::Others);
    }

    #[test]
    fn a_person_may_edit_it_and_calcom_may_drop_what_we_wrote() {
        let stranger = || Attendee { name: "Herr Anders".into(), email: None, phone: None };
        assert_eq!(with(|facts| facts.attendee = Some(stranger())), Judged::AsAsked);
        assert_eq!(with(|facts| facts.addresses.clear()), Judged::AsAsked);
        assert_eq!(with(|facts| facts.metadata.clear()), Judged::AsAsked, "the address is ours");
        let dropped = |facts: &mut BookingFacts| {
            facts.metadata.clear();
            facts.addresses.insert(0, "guest@mail.example".into());
        };
        assert_eq!(with(dropped), Judged::AsAsked, "a guest before the attendee");
        assert_eq!(
            with(|facts| {
                facts.metadata.clear();
                facts.addresses.clear();
            }),
            Judged::Foreign
        );
        assert_eq!(
            with(|facts| {
                facts.metadata.clear();
                facts.start += Duration::HOUR;
            }),
            Judged::Otherwise,
            "another segment, perhaps"
        );
        assert_eq!(
            with(|facts| {
                facts.metadata.clear();
                say(facts, meta::REF, "visit-2");
            }),
            Judged::Others
        );
    }

    #[test]
    fn a_move_is_one_if_the_chain_says_so() {
        let moved = || BookingFacts { rescheduled_from: Some("u0".into()), ..right() };
        let is = |facts: &BookingFacts| is_moved_as_asked("u0", TEN, Some(501), facts);
        assert!(is(&moved()));
        assert!(is(&BookingFacts { event_type_id: None, ..moved() }));
        for wrong in [
            BookingFacts { rescheduled_from: None, ..moved() },
            BookingFacts { rescheduled_from: Some("x".into()), ..moved() },
            BookingFacts { uid: "u0".into(), ..moved() },
            BookingFacts { start: TEN + Duration::MINUTE, ..moved() },
            BookingFacts { status: BookingStatus::Cancelled, ..moved() },
            BookingFacts { event_type_id: Some(502), ..moved() },
            BookingFacts { rescheduled_to: Some("u2".into()), ..moved() },
        ] {
            assert!(!is(&wrong), "{wrong:?}");
        }
    }
}
