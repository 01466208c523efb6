//! No Cal.com, for a command that needs none or does not have the key: each call says that nothing was sent.

use crate::calcom::{
    BookingFilter, BookingPage, Calcom, CallError, CallResult, MemberPage, Members, NewBooking,
    Reservation, Slot,
};
use crate::domain::visit::booking::BookingFacts;
use std::time::Instant;
use time::OffsetDateTime;

/// Answers every call so.
pub struct Offline;

fn not_sent<T>() -> CallResult<T> {
    let why = "this command does not ask Cal.com".to_owned();
    Err(CallError::NotSent { why, retry_after_seconds: None })
}

impl Calcom for Offline {
    fn book(&self, _: &NewBooking, _: Instant) -> CallResult<BookingFacts> {
        not_sent()
    }

    fn booking(&self, _: &str, _: Instant) -> CallResult<BookingFacts> {
        not_sent()
    }

    fn bookings(&self, _: &BookingFilter, _: Instant) -> CallResult<BookingPage> {
        not_sent()
    }

    fn cancel(&self, _: &str, _: &str, _: Instant) -> CallResult<BookingFacts> {
        not_sent()
    }

    fn reschedule(
        &self,
        _: &str,
        _: OffsetDateTime,
        _: &str,
        _: Instant,
    ) -> CallResult<BookingFacts> {
        not_sent()
    }

    fn slots(
        &self,
        _: i64,
        _: OffsetDateTime,
        _: OffsetDateTime,
        _: Instant,
    ) -> CallResult<Vec<Slot>> {
        not_sent()
    }

    fn reserve(&self, _: i64, _: OffsetDateTime, _: u32, _: Instant) -> CallResult<Reservation> {
        not_sent()
    }

    fn members(&self, _: Members, _: u32, _: u32, _: Instant) -> CallResult<MemberPage> {
        not_sent()
    }
}
