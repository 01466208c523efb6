//! A visit laid out in time: which parts it has, when each is, and what each takes of a staff member's time.

use crate::domain::calendar::interval::{Claim, Interval};
use crate::domain::service::catalogue::{BookedAs, Composition, PausePolicy};
use crate::domain::service::check::VISIT_MINUTES_MAX;
use crate::domain::stored::stored_enum;
use crate::domain::{Error, Result};
use time::{Duration, OffsetDateTime};

stored_enum! {
    /// What a part of a visit is. The column `appointment_segments.kind`.
    #[derive(Hash)]
    pub enum PartKind {
        /// Active work.
        Work = "work",
        /// A pause that is held for the stylist.
        Pause = "pause",
    }
}

/// What a stylist needs in a free pause of the own visit, before others are let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Margins {
    /// After the work before the pause, minutes.
    pub settle_minutes: u32,
    /// Before the work after it, minutes.
    pub return_minutes: u32,
}

impl Default for Margins {
    fn default() -> Margins {
        Margins { settle_minutes: 0, return_minutes: 5 }
    }
}

/// One stretch of a visit that is booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `A`; `A+` for the held pause behind A.
    pub key: String,
    /// What it is.
    pub kind: PartKind,
    /// From 1, over all parts in the order of time.
    pub position: u32,
    /// As spoken.
    pub name: String,
    /// What is booked, UTC.
    pub at: Interval,
    /// Kept free of others' work after it, minutes. Never longer than the pause it lies in.
    pub settle_minutes: u32,
    /// Kept free of others' work before it, minutes. Never longer than the pause it lies in.
    pub return_minutes: u32,
    /// Behind the whole visit, minutes; no other visit may be in it.
    pub buffer_minutes: u32,
}

impl Part {
    /// What it takes of the performer's time.
    pub fn claim(&self) -> Claim {
        claim(self.at, self.settle_minutes, self.return_minutes, self.buffer_minutes)
    }
}

/// What a part at this time takes, with so many minutes of margin after and before it, and of buffer behind it.
pub fn claim(at: Interval, settle_minutes: u32, return_minutes: u32, buffer_minutes: u32) -> Claim {
    let (start, end) = (at.start(), at.end());
    let busy = Interval::new(start, later(end, buffer_minutes));
    let settle = Interval::new(end, later(end, settle_minutes));
    let back = Interval::new(earlier(start, return_minutes), start);
    // Margins of no length are no intervals.
    Claim { busy: busy.into_iter().collect(), margins: settle.into_iter().chain(back).collect() }
}

/// What stands around a segment's work, minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Around {
    /// The pause behind it that is held, if a named person does the segment.
    pub held: u32,
    /// See `Part`.
    pub settle: u32,
    /// See `Part`.
    pub back: u32,
    /// See `Part`.
    pub buffer: u32,
}

/// What stands around the n-th segment, from 0. The one place that knows what the policies do to a visit.
pub(crate) fn around(
    composition: &Composition,
    policy: PausePolicy,
    margins: Margins,
    index: usize,
) -> Around {
    let pause_after = |index: Option<usize>| {
        let segment = index.and_then(|index| composition.segments.get(index));
        segment.map_or(0, |segment| segment.pause_after_minutes)
    };
    let (before, after) = (pause_after(index.checked_sub(1)), pause_after(Some(index)));
    let is_last = index.saturating_add(1) == composition.segments.len();
    let buffer = if is_last { composition.buffer_minutes } else { 0 };
    let settle = margins.settle_minutes.min(after);
    let back = margins.return_minutes.min(before);
    match policy {
        PausePolicy::Free => Around { held: 0, settle, back, buffer },
        PausePolicy::Blocked => Around { held: after, buffer, ..Around::default() },
        // While one person does both sides the margins lie in the hold and cost nothing; they count when it is
        // released, and for the one who takes over behind the pause.
        PausePolicy::Flexible => Around { held: after, settle, back, buffer },
        PausePolicy::Never => Around { buffer, ..Around::default() },
    }
}

/// Lays a visit out from its start. `minutes[i]` is how long segment i takes with its performer; `policy` is the
/// one in force. All minutes are real ones: a change to summer time inside a pause does not shorten it.
///
/// A pause behind a pool's segment is not held, whatever the policy: who could be held is not known.
///
/// `Invalid` if a segment takes no time or more than a day, if there is a pause where the policy knows none, or if
/// the visit ends after the last day of the calendar; `Internal` unless there are as many minutes as segments.
pub fn lay_out(
    composition: &Composition,
    policy: PausePolicy,
    margins: Margins,
    minutes: &[u32],
    start: OffsetDateTime,
) -> Result<Vec<Part>> {
    if minutes.len() != composition.segments.len() || minutes.is_empty() {
        return Err(Error::internal("a visit needs the minutes of each of its segments"));
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut from = start;
    for (index, (segment, minutes)) in composition.segments.iter().zip(minutes).enumerate() {
        let key = segment.key;
        let pause = segment.pause_after_minutes;
        if !(1..=VISIT_MINUTES_MAX).contains(minutes) || pause > VISIT_MINUTES_MAX {
            return Err(Error::Invalid(format!("segment {key} cannot take {minutes} minutes")));
        }
        if policy == PausePolicy::Never && pause > 0 {
            return Err(Error::Invalid(format!(
                "segment {key} has a pause of {pause} minutes behind it, but the service has none"
            )));
        }
        let around = around(composition, policy, margins, index);
        let mut add = |key: String, kind, name: &str, minutes, around: Around| -> Result<()> {
            let at = stretch(from, minutes)?;
            from = at.end();
            let position = u32::try_from(parts.len()).unwrap_or(u32::MAX).saturating_add(1);
            parts.push(Part {
                key,
                kind,
                position,
                name: name.to_owned(),
                at,
                settle_minutes: around.settle,
                return_minutes: around.back,
                buffer_minutes: around.buffer,
            });
            Ok(())
        };
        add(key.to_string(), PartKind::Work, &segment.name, *minutes, around)?;
        if around.held > 0 && segment.booked_as == BookedAs::Staff {
            add(key.pause(), PartKind::Pause, PAUSE_NAME, pause, Around::default())?;
        } else if pause > 0 {
            from = stretch(from, pause)?.end();
        }
    }
    Ok(parts)
}

/// What a held pause is called, in German and in English.
const PAUSE_NAME: &str = "Pause";

fn stretch(from: OffsetDateTime, minutes: u32) -> Result<Interval> {
    let end = from.checked_add(Duration::minutes(minutes.into()));
    let end =
        end.ok_or_else(|| Error::invalid("the visit ends after the last day of the calendar"))?;
    Interval::new(from, end)
}

fn later(instant: OffsetDateTime, minutes: u32) -> OffsetDateTime {
    instant.saturating_add(Duration::minutes(minutes.into()))
}

fn earlier(instant: OffsetDateTime, minutes: u32) -> OffsetDateTime {
    instant.saturating_sub(Duration::minutes(minutes.into()))
}
