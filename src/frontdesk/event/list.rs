//! The inbox as a list, the newest first, page by page.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::store::messages::inbox::State;
use crate::store::messages::inbox_list;
use crate::store::messages::inbox_list::{Filter, Listed};
use serde::Serialize;
use time::Date;

/// A page's messages, unless told otherwise.
pub(crate) const PAGE_MESSAGES: u32 = 50;
/// A longer page is not given.
pub(crate) const PAGE_MESSAGES_MAX: u32 = 500;
/// A word with a plus and so many digits is a telephone number.
const NUMBER_DIGITS_MIN: usize = 7;
/// Stands where something was left out.
const LEFT_OUT: &str = "…";
/// A longer word is not looked for.
const FIND_CHARS_MAX: usize = 200;

/// Which messages are wanted. Unset means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The door (`calcom_webhook`, `retell_function`, …), or the event (`BOOKING_CREATED`).
    pub kind: Option<String>,
    /// `open`, `done` or `dead`.
    pub state: Option<String>,
    /// From this day of the salon on.
    pub since: Option<Date>,
    /// In the subject, the event or the reason. Bodies are not searched: they are about customers.
    pub find: Option<String>,
    /// Where the page before this one ended: its `next`.
    pub before: Option<i64>,
    /// 1 to 500.
    pub most: Option<u32>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct EventLine {
    pub event_id: i64,
    pub received_at: LocalTime,
    /// By which door it came.
    pub channel: &'static str,
    pub event: String,
    /// A booking's uid or a call's id.
    pub subject: Option<String>,
    /// `open`, `done` or `dead`.
    pub state: &'static str,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it is dead, or why the last try came to nothing.
    pub reason: Option<String>,
    pub next_try_at: Option<LocalTime>,
    pub finished_at: Option<LocalTime>,
    /// Of which message it is a copy that a person had worked on again.
    pub replay_of: Option<i64>,
    /// The newest copy of it, and where that stands.
    pub replayed_as: Option<i64>,
    pub replay_state: Option<&'static str>,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct EventList {
    pub events: Vec<EventLine>,
    /// Where the next page goes on (`before`); `None` at the end.
    pub next: Option<i64>,
}

/// A page of the messages wanted, the newest first.
///
/// `Invalid` for a state that is none, an endless word, or a page of more than 500.
pub(crate) fn list(desk: &Desk, wanted: &Wanted) -> Result<EventList> {
    let most = wanted.most.unwrap_or(PAGE_MESSAGES);
    let filter = Filter { most: most.saturating_add(1), ..filter(desk, wanted, most)? };
    let found = desk.store.read(|connection| inbox_list::list(connection, &filter))?;
    let page = usize::try_from(most).map_err(Error::internal)?;
    let has_more = found.len() > page;
    let events: Vec<EventLine> = found.into_iter().take(page).map(|one| line(desk, one)).collect();
    let next = events.last().filter(|_| has_more).map(|last| last.event_id);
    Ok(EventList { events, next })
}

/// Those that are dead still: nobody has had them worked on again with success. Oldest first, at most so many.
pub(crate) fn left_dead(desk: &Desk, since: Option<Date>, most: u32) -> Result<Vec<i64>> {
    let found = found_dead(desk, since, most)?;
    Ok(found.into_iter().rev().map(|one| one.id).collect())
}

/// The same as they are listed, the newest first.
pub(crate) fn left_dead_lines(desk: &Desk, most: u32) -> Result<Vec<EventLine>> {
    let found = found_dead(desk, None, most)?;
    Ok(found.into_iter().map(|one| line(desk, one)).collect())
}

fn found_dead(desk: &Desk, since: Option<Date>, most: u32) -> Result<Vec<Listed>> {
    let since = since.map(|day| desk.salon.zone.day_bounds(day).0);
    desk.store.read(|connection| inbox_list::left_dead(connection, since, most))
}

fn filter(desk: &Desk, wanted: &Wanted, most: u32) -> Result<Filter> {
    if !(1..=PAGE_MESSAGES_MAX).contains(&most) {
        return Err(Error::Invalid(format!("a page has 1 to {PAGE_MESSAGES_MAX} messages")));
    }
    let state = match &wanted.state {
        Some(word) => {
            let state = State::parse(word.trim());
            Some(state.ok_or_else(|| Error::invalid("the state must be open, done or dead"))?)
        }
        None => None,
    };
    let words = [&wanted.find, &wanted.kind];
    if words.into_iter().flatten().any(|word| word.chars().count() > FIND_CHARS_MAX) {
        return Err(Error::Invalid(format!(
            "what is looked for has at most {FIND_CHARS_MAX} characters"
        )));
    }
    let said = |word: &Option<String>| {
        word.as_deref().map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned)
    };
    Ok(Filter {
        kind: said(&wanted.kind),
        state,
        since: wanted.since.map(|day| desk.salon.zone.day_bounds(day).0),
        find: said(&wanted.find),
        before: wanted.before,
        most,
    })
}

/// A message as it is listed.
pub(crate) fn line(desk: &Desk, one: Listed) -> EventLine {
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    EventLine {
        event_id: one.id,
        received_at: time(one.received_at),
        channel: one.channel.as_str(),
        event: one.event,
        subject: one.subject,
        state: one.state.as_str(),
        attempts: one.attempts,
        reason: one.reason.as_deref().map(discreet),
        next_try_at: one.next_try_at.map(time),
        finished_at: one.finished_at.map(time),
        replay_of: one.replay_of,
        replayed_as: one.replayed.map(|(id, _)| id),
        replay_state: one.replayed.map(|(_, state)| state.as_str()),
    }
}

/// What others said of a failure, without addresses and telephone numbers: whose they are is nobody's business here.
pub(crate) fn discreet(said: &str) -> String {
    let is_number = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        word.contains('+') && digits >= NUMBER_DIGITS_MIN
    };
    let word = |word: &str| match word.contains('@') || is_number(word) {
        true => LEFT_OUT.to_owned(),
        false => word.to_owned(),
    };
    said.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_nobody() {
        for (said, told) in [
            (
                "refused with 404: no booking uid=ab12+34",
                "refused with 404: no booking uid=ab12+34",
            ),
            ("attendee <ada@example.com> is unknown", "attendee … is unknown"),
            ("phone:+4930231251 is wrong", "… is wrong"),
            ("", ""),
        ] {
            assert_eq!(discreet(said), told);
        }
    }
}
