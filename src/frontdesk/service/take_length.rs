//! A service takes over how long Cal.com says that a part of it is.

use crate::domain::event_type::length::minutes_wanted;
use crate::domain::language::Language;
use crate::domain::service::catalogue::SegmentKey;
use crate::domain::service::edit::{Edit, SegmentEdit};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::service::admin;
use crate::frontdesk::service::admin::Changed;

/// A part, and how long it is from now on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Length<'a> {
    /// `A`, or `A+` for the pause behind it.
    pub part: &'a str,
    /// Whose, by id; `None` is for a pool.
    pub staff: Option<&'a str>,
    pub minutes: u32,
}

/// A person's part becomes that person's own length, a pool's or a pause is everybody's. `seen` is the revision that was
/// seen. One that is so already is left as it is.
///
/// `NotFound` without such a part or person; `Conflict` if another revision is in force, or `appliance.toml` describes
/// the service; `Invalid` if it cannot be so long.
pub(crate) fn take(
    desk: &Desk,
    key: &str,
    seen: i64,
    length: Length<'_>,
    by: &str,
    told_in: Language,
) -> Result<Changed> {
    let service = admin::service(desk, key)?;
    let (letter, is_pause) = match length.part.strip_suffix('+') {
        Some(letter) => (letter, true),
        None => (length.part, false),
    };
    let part = SegmentKey::parse(letter).ok_or(Error::NotFound("part"))?;
    let segments = &service.described.composition.segments;
    let segment = segments.iter().find(|one| one.key == part).ok_or(Error::NotFound("part"))?;
    let own = |key: SegmentKey| {
        let person =
            service.people.iter().find(|one| Some(one.person.id.0.as_str()) == length.staff)?;
        let mut performers = service.described.performers.iter();
        performers.find(|one| one.segment == key && one.staff == person.key)?.minutes
    };
    if minutes_wanted(&service.described.composition, length.part, own) == Some(length.minutes) {
        return Ok(Changed { service, changed: false });
    }
    let mut doers = service.described.performers.iter().filter(|one| one.segment == part);
    let change = match length.staff {
        _ if is_pause => {
            SegmentEdit { pause_after: Some(length.minutes), ..SegmentEdit::default() }
        }
        None => SegmentEdit { minutes: Some(length.minutes), ..SegmentEdit::default() },
        Some(id) => {
            let person = service.people.iter().find(|one| one.person.id.0 == id);
            let person = person.ok_or(Error::NotFound("staff member"))?;
            let is_alone = doers.all(|one| one.staff == person.key);
            if is_alone {
                let takes = vec![(person.key.clone(), None)];
                let minutes = Some(length.minutes);
                SegmentEdit { minutes, takes, ..SegmentEdit::default() }
            } else {
                let own = Some(length.minutes).filter(|own| *own != segment.minutes);
                SegmentEdit { takes: vec![(person.key.clone(), own)], ..SegmentEdit::default() }
            }
        }
    };
    let edits = vec![Edit::Segment(part, change)];
    admin::edit_in(desk, key, Expected::This(Some(seen)), edits, by, told_in)
}
