//! Whether what Cal.com refused is mended: asked now and then while something is raised as broken, so that offers begin
//! again without being told.

use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::frontdesk::offer::broken;
use crate::work::due::is_due;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// How often it is asked, as long as something is broken.
const ASK_EVERY_SECONDS: i64 = 60;
/// How long one question may take.
const PATIENCE_SECONDS: u64 = 10;

#[derive(Default)]
pub(crate) struct Mended {
    asked_at: Option<OffsetDateTime>,
}

/// Asks, if something is broken and it is time. Gives how many warnings were cleared.
pub(crate) fn step(desk: &Desk, memory: &mut Mended) -> Result<usize> {
    let now = desk.now();
    if !is_due(memory.asked_at, ASK_EVERY_SECONDS, now) || !broken::is_anything(desk)? {
        return Ok(0);
    }
    memory.asked_at = Some(now);
    broken::clear_mended(desk, Instant::now() + Duration::from_secs(PATIENCE_SECONDS))
}
