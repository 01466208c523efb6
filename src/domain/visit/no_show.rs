//! The customer did not come: who may be marked so, and what follows from what Cal.com says.

use crate::domain::visit::booked::VisitStatus;
use time::OffsetDateTime;

/// Who said so where it was no person of the salon.
pub const CALCOM: &str = "Cal.com";

/// The mark of a visit to which the customer did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoShow {
    /// Since when it is marked; UTC.
    pub at: OffsetDateTime,
    /// `Cal.com`, or the person who marked it.
    pub by: String,
}

/// Why a visit cannot be marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// It is off, so nobody was to come.
    Off,
    /// It has not begun, so the customer may still come.
    NotBegun,
}

/// Whether a person may mark a visit.
///
/// # Errors
///
/// Why not: only one that stands and has begun can be.
pub fn may_be_marked(
    status: VisitStatus,
    starts_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), NotYet> {
    if !status.stands() {
        return Err(NotYet::Off);
    }
    if now < starts_at { Err(NotYet::NotBegun) } else { Ok(()) }
}

/// What Cal.com's word counts for: of a booking that has not begun nobody can have stayed away.
pub fn counts(is_absent: bool, starts_at: OffsetDateTime, now: OffsetDateTime) -> bool {
    is_absent && starts_at <= now
}

/// What a visit's mark becomes. Cal.com's word changes it only where that word changes, so that what a person of the
/// salon said since stands against the same word read again. A visit that was moved ahead has not been missed.
pub fn follow(
    mark: Option<NoShow>,
    (said_before, says_now): (bool, bool),
    starts_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Option<NoShow> {
    if now < starts_at {
        return None;
    }
    match (said_before, says_now) {
        (false, true) => mark.or_else(|| Some(NoShow { at: now, by: CALCOM.to_owned() })),
        (true, false) => None,
        (true, true) | (false, false) => mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;
    use time::macros::datetime;

    const TEN: OffsetDateTime = datetime!(2026-12-01 10:00 UTC);
    const ELEVEN: OffsetDateTime = datetime!(2026-12-01 11:00 UTC);

    #[test]
    fn only_what_stands_and_has_begun_is_marked() {
        assert_eq!(may_be_marked(VisitStatus::Confirmed, TEN, TEN), Ok(()));
        assert_eq!(may_be_marked(VisitStatus::Pending, TEN, ELEVEN), Ok(()));
        let before = TEN - Duration::SECOND;
        assert_eq!(may_be_marked(VisitStatus::Confirmed, TEN, before), Err(NotYet::NotBegun));
        assert_eq!(may_be_marked(VisitStatus::Cancelled, TEN, ELEVEN), Err(NotYet::Off));
        assert_eq!(may_be_marked(VisitStatus::Rejected, TEN, before), Err(NotYet::Off));
        assert!(counts(true, TEN, TEN) && !counts(true, TEN, before) && !counts(false, TEN, TEN));
    }

    #[test]
    fn a_word_read_again_changes_nothing_and_a_new_one_does() {
        let by = |by: &str| Some(NoShow { at: TEN, by: by.to_owned() });
        let calcom = Some(NoShow { at: ELEVEN, by: CALCOM.to_owned() });
        let marked = |mark, said| follow(mark, said, TEN, ELEVEN);
        assert_eq!(marked(None, (false, true)), calcom);
        assert_eq!(marked(None, (true, true)), None, "the desk took it back");
        assert_eq!(marked(by("Nadine"), (false, false)), by("Nadine"), "the desk marked it");
        assert_eq!(marked(by("Nadine"), (false, true)), by("Nadine"), "whoever said it first");
        assert_eq!(marked(by("Nadine"), (true, false)), None);
        assert_eq!(marked(None, (true, false)), None);
        let moved_ahead = follow(by("Nadine"), (false, false), ELEVEN, TEN);
        assert_eq!(moved_ahead, None);
    }
}
