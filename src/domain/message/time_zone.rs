//! A zone as calendars have it (RFC 5545, VTIMEZONE): the changes of the clock around a visit, as a yearly rule where
//! they follow one.

use crate::domain::calendar::zone::{ClockChange, Zone};
use std::collections::BTreeMap;
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, UtcOffset, Weekday};

/// So far around the visit the changes are looked at: two of each kind at least.
const AROUND_DAYS: i64 = 800;
/// No zone changes oftener within that; one that did would be cut.
const CHANGES_MAX: usize = 24;
/// From when on a zone that does not change counts: before every visit.
const ALWAYS: &str = "19700101T000000";

/// The lines of a zone, from `BEGIN:VTIMEZONE` to its end, unfolded.
pub(crate) fn lines(zone: &Zone, from: OffsetDateTime, until: OffsetDateTime) -> Vec<String> {
    let around = Duration::days(AROUND_DAYS);
    let (first, last) = (from.saturating_sub(around), until.saturating_add(around));
    let changes = zone.changes(first, last, CHANGES_MAX);
    let mut lines = vec!["BEGIN:VTIMEZONE".to_owned(), format!("TZID:{}", zone.name())];
    match changes.first() {
        None => {
            let offset = zone.offset_at(from);
            lines.extend(observance("STANDARD", ALWAYS, (offset, offset), &named(offset), None));
        }
        Some(earliest) => match yearly(&changes) {
            Some(rules) => lines.extend(rules),
            None => {
                let offset = earliest.before;
                lines.extend(observance(
                    "STANDARD",
                    ALWAYS,
                    (offset, offset),
                    &named(offset),
                    None,
                ));
                lines.extend(changes.iter().flat_map(|change| one(change, None)));
            }
        },
    }
    lines.push("END:VTIMEZONE".to_owned());
    lines
}

/// One change, with the rule by which it comes again.
fn one(change: &ClockChange, rule: Option<&str>) -> Vec<String> {
    let kind = if change.is_summer { "DAYLIGHT" } else { "STANDARD" };
    let onset = stamp(onset(change));
    observance(kind, &onset, (change.before, change.after), &change.name, rule)
}

fn observance(
    kind: &str,
    onset: &str,
    (from, to): (UtcOffset, UtcOffset),
    name: &str,
    rule: Option<&str>,
) -> Vec<String> {
    let mut lines = vec![format!("BEGIN:{kind}"), format!("DTSTART:{onset}")];
    lines.extend(rule.map(|rule| format!("RRULE:{rule}")));
    lines.push(format!("TZOFFSETFROM:{}", signed(from)));
    lines.push(format!("TZOFFSETTO:{}", signed(to)));
    lines.push(format!("TZNAME:{name}"));
    lines.push(format!("END:{kind}"));
    lines
}

/// The changes as yearly rules; `None` if they follow none.
fn yearly(changes: &[ClockChange]) -> Option<Vec<String>> {
    let mut kinds: BTreeMap<(bool, i32, i32, &str), Vec<&ClockChange>> = BTreeMap::new();
    for change in changes {
        let (before, after) = (change.before.whole_seconds(), change.after.whole_seconds());
        kinds.entry((change.is_summer, before, after, &change.name)).or_default().push(change);
    }
    // Once a year there and once back: anything else follows no rule that can be told so.
    if kinds.len() != 2 {
        return None;
    }
    let mut lines = Vec::new();
    for same in kinds.values() {
        let first = *same.first().filter(|_| same.len() >= 2)?;
        let rule = rule_of(same)?;
        lines.extend(one(first, Some(&rule)));
    }
    Some(lines)
}

/// The rule that these changes follow, one a year.
fn rule_of(changes: &[&ClockChange]) -> Option<String> {
    let onsets: Vec<PrimitiveDateTime> = changes.iter().map(|change| onset(change)).collect();
    let first = onsets.first()?;
    let (month, weekday, time) = (first.month(), first.weekday(), first.time());
    let alike = |at: &PrimitiveDateTime| {
        at.month() == month && at.weekday() == weekday && at.time() == time
    };
    let years = onsets.windows(2).all(|pair| match pair {
        [one, next] => next.year() == one.year().saturating_add(1),
        _ => false,
    });
    if !years || !onsets.iter().all(alike) {
        return None;
    }
    let place = if onsets.iter().all(|at| is_last(at.date())) {
        -1
    } else {
        let nth = nth(first.date());
        if !onsets.iter().all(|at| self::nth(at.date()) == nth) {
            return None;
        }
        nth
    };
    let (month, day) = (u8::from(month), weekday_code(weekday));
    Some(format!("FREQ=YEARLY;BYMONTH={month};BYDAY={place}{day}"))
}

/// On the wall clock as it went until then.
fn onset(change: &ClockChange) -> PrimitiveDateTime {
    let local = change.at.checked_to_offset(change.before).unwrap_or(change.at);
    PrimitiveDateTime::new(local.date(), local.time())
}

/// Which of its weekday's days in the month it is, from 1.
fn nth(date: Date) -> i8 {
    i8::try_from(date.day().saturating_sub(1) / 7).unwrap_or_default().saturating_add(1)
}

/// Whether it is the last of its weekday's days in the month.
fn is_last(date: Date) -> bool {
    let month: Month = date.month();
    date.day().saturating_add(7) > month.length(date.year())
}

fn weekday_code(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

/// `20260329T020000`.
pub(crate) fn stamp(at: PrimitiveDateTime) -> String {
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// `+0100`; with seconds only where there are some.
fn signed(offset: UtcOffset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let (hours, minutes, seconds) = offset.as_hms();
    let text = format!("{sign}{:02}{:02}", hours.unsigned_abs(), minutes.unsigned_abs());
    match seconds.unsigned_abs() {
        0 => text,
        seconds => format!("{text}{seconds:02}"),
    }
}

/// What a clock is called of which nothing more is known.
fn named(offset: UtcOffset) -> String {
    format!("UTC{}", signed(offset))
}
