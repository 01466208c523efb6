//! When something is due again.

use time::OffsetDateTime;

/// Whether it is so long ago, or was never done. A clock that was put back keeps nothing waiting.
pub(crate) fn is_due(
    last: Option<OffsetDateTime>,
    every_seconds: i64,
    now: OffsetDateTime,
) -> bool {
    last.is_none_or(|last| {
        now < last || now >= last.saturating_add(time::Duration::seconds(every_seconds))
    })
}

#[cfg(test)]
mod tests {
    use super::is_due;
    use time::macros::datetime;

    #[test]
    fn it_is_due_after_its_time_and_when_the_clock_was_put_back() {
        let now = datetime!(2026-12-01 8:00 UTC);
        for (last, expected) in [
            (None, true),
            (Some(now), false),
            (Some(datetime!(2026-12-01 7:59:31 UTC)), false),
            (Some(datetime!(2026-12-01 7:59:30 UTC)), true),
            (Some(datetime!(2027-12-01 8:00 UTC)), true),
        ] {
            assert_eq!(is_due(last, 30, now), expected, "{last:?}");
        }
    }
}
