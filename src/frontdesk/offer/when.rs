//! When a caller would like to come: what was said of days and times, read by the salon's clock and opening hours.
//!
//! Every fault is a sentence that can be spoken to the caller; nothing is guessed between two.

use crate::domain::calendar::opening::Opening;
use crate::domain::calendar::read;
use crate::domain::calendar::zone::WallTime;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{Ask, Field, When};
use crate::domain::speech::{say, time as times};
use crate::domain::visit::bounds::{Bounds, Outside};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::wanted::Wanted;
use crate::frontdesk::voice::callers::Voice;
use time::OffsetDateTime;

/// The days and times that were said, word for word, each with the argument it stood in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidTime(Vec<(Field, String)>);

impl SaidTime {
    /// In any order; nothing is said twice in one argument.
    pub fn of(said: Vec<(Field, String)>) -> SaidTime {
        SaidTime(said)
    }

    /// Whether nothing was said of a time.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn parts(&self) -> Vec<(Field, &str)> {
        self.0.iter().map(|(field, text)| (*field, text.as_str())).collect()
    }
}

/// The days and times that were heard.
#[derive(Clone, Debug)]
pub(crate) struct HeardTime {
    pub when: When,
    /// As they are said back; `None` where none were said.
    pub said: Option<String>,
    /// What must be asked before anything is done; `when` is as far as it was understood then.
    pub ask: Option<String>,
}

impl HeardTime {
    /// The question, if there is one.
    pub fn certain(&self) -> Result<()> {
        match &self.ask {
            Some(question) => Err(Error::Invalid(question.clone())),
            None => Ok(()),
        }
    }
}

/// What expressions of time are read against here and now.
pub(crate) fn anchor<'a>(desk: &'a Desk, opening: &'a Opening) -> Anchor<'a> {
    let salon = &desk.salon;
    let (today, now) = salon.zone.local(desk.now());
    Anchor { today, now, zone: &salon.zone, opening, language: salon.language }
}

/// Reads what was said, of a branch that is open then.
pub(crate) fn read(desk: &Desk, said: &SaidTime, opening: &Opening) -> HeardTime {
    let reading = times::read(&said.parts(), &anchor(desk, opening));
    heard(desk, reading.when, reading.ask, opening)
}

/// What was understood, how that is said, and what is to be asked.
pub(crate) fn heard(desk: &Desk, when: When, ask: Option<Ask>, opening: &Opening) -> HeardTime {
    let is_said = when != When::default();
    let said = is_said.then(|| say::when(&when, &anchor(desk, opening)));
    HeardTime { when, said, ask: ask.map(|ask| ask.question) }
}

/// The days and times to look in.
pub(crate) fn wanted(desk: &Desk, heard: &HeardTime) -> Result<Wanted> {
    heard.certain()?;
    Wanted::of(&heard.when, &bounds(desk)).map_err(|why| outside(desk, why))
}

fn bounds(desk: &Desk) -> Bounds<'_> {
    let booking = &desk.salon.config.booking;
    Bounds {
        now: desk.now(),
        zone: &desk.salon.zone,
        notice_minutes: booking.notice_minutes,
        horizon_days: booking.horizon_days,
    }
}

fn outside(desk: &Desk, outside: Outside) -> Error {
    let horizon_days = desk.salon.config.booking.horizon_days;
    Error::Invalid(Voice::at(desk).outside(outside, horizon_days))
}

/// The one start that is meant, if it is one, also where it may not be booked any more: for finding a repeat.
pub(crate) fn start_as_said(desk: &Desk, heard: &HeardTime) -> Option<OffsetDateTime> {
    let exactly = HeardTime { ask: None, ..heard.clone() };
    start(desk, &exactly).ok()
}

/// The one day and the one time that are meant; else what is missing is asked for.
pub(crate) fn start(desk: &Desk, heard: &HeardTime) -> Result<OffsetDateTime> {
    heard.certain()?;
    let when = &heard.when;
    let (zone, language) = (&desk.salon.zone, desk.salon.language);
    let (today, _) = zone.local(desk.now());
    let day = when.from_day.filter(|day| Some(*day) == when.to_day);
    let time = when.from_time.filter(|_| when.exact);
    let (Some(day), Some(time)) = (day, time) else {
        if let Some(past) = when.to_day.filter(|day| *day < today) {
            return Err(outside(desk, Outside::Past(past, None)));
        }
        return Err(Error::Invalid(Voice::at(desk).when_exactly(day, time)));
    };
    match (zone.instant(day, time), when.offset_minutes) {
        (WallTime::Fold { first, second }, Some(minutes)) => {
            let is_said = |at: &OffsetDateTime| zone.offset_at(*at).whole_minutes() == minutes;
            let found = [first, second].into_iter().find(is_said);
            found.map_or_else(|| read::settle(WallTime::Fold { first, second }, zone, language), Ok)
        }
        (wall, _) => read::settle(wall, zone, language),
    }
}

/// Whether a start may still be booked at this salon.
pub(crate) fn check_start_at(desk: &Desk, start: OffsetDateTime) -> Result<()> {
    bounds(desk).check(start).map_err(|why| outside(desk, why))
}
