//! When something is due again.

use time::OffsetDateTime;

/// Whether it is so long ago, or was never done.
pub(crate) fn is_due(
    last: Option<OffsetDateTime>,
    every_seconds: i64,
    now: OffsetDateTime,
) -> bool {
    last.is_none_or(|last| now >= last.saturating_add(time::Duration::seconds(every_seconds)))
}
