//! Who is free when: working hours, bookings, buffers, notice. All instants are UTC, all spans half open.

use crate::sandbox::instant::{Span, span_of, timestamp, zone};
use crate::sandbox::salon::state::{EventType, State};
use crate::sandbox::types::{SandboxHost, SandboxKind, SandboxUser};
use jiff::civil;
use jiff::tz::TimeZone;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use time::{Duration, OffsetDateTime};

/// Longest range that `/v2/slots` answers for.
pub(crate) const SLOT_RANGE_DAYS_MAX: i64 = 366;

/// The hosts that got a booking; the organizer first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pick {
    pub(crate) organizer: i64,
    pub(crate) co_hosts: Vec<i64>,
}

/// Why nobody got it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nobody {
    /// The event type has no hosts.
    NoHosts,
    /// Not available at that time.
    Busy,
    /// A round robin with fixed hosts: Cal.com has no words for it and answers a bare 500.
    FixedBusy,
}

/// What is known about the hosts of one event type over some days.
pub(crate) struct Availability<'a> {
    event_type: &'a EventType,
    hosts: Vec<HostCalendar>,
}

struct HostCalendar {
    host: SandboxHost,
    open: Vec<Span>,
    taken: Vec<Span>,
    load: usize,
}

impl<'a> Availability<'a> {
    /// Reads the calendars of the hosts; `subset` counts only where the event type allows it,
    /// `except` is a booking that is about to be moved away.
    pub(crate) fn of(
        state: &State,
        event_type: &'a EventType,
        range: Span,
        subset: &[i64],
        except: Option<&str>,
    ) -> Availability<'a> {
        let spec = &event_type.spec;
        let strict = spec.host_subset_enabled && !subset.is_empty();
        let hosts = spec.hosts.iter().filter(|host| !strict || subset.contains(&host.user_id));
        let wide = range.widened(24 * 60, 24 * 60);
        let mut calendars: BTreeMap<i64, (Vec<Span>, usize)> = BTreeMap::new();
        for booking in state.bookings.iter().filter(|booking| booking.status.stands()) {
            if except == Some(booking.uid.as_str()) {
                continue;
            }
            let taken = Span { start: booking.start, end: booking.end };
            let buffers = state.event_types.get(&booking.event_type_id).map(|other| &other.spec);
            let taken = match buffers {
                Some(s) => taken.widened(s.before_buffer_minutes, s.after_buffer_minutes),
                None => taken,
            };
            for host in booking.hosts() {
                let entry = calendars.entry(host).or_default();
                entry.1 = entry.1.saturating_add(1);
                if taken.overlaps(wide) {
                    entry.0.push(taken);
                }
            }
        }
        let hosts = hosts
            .filter_map(|host| {
                let user = state.users.get(&host.user_id)?;
                let (mut taken, load) = calendars.remove(&host.user_id).unwrap_or_default();
                let elsewhere = state.busy.iter().filter(|(who, _)| *who == host.user_id);
                taken.extend(elsewhere.map(|(_, span)| *span));
                Some(HostCalendar { host: *host, open: open_hours(user, wide), taken, load })
            })
            .collect();
        Availability { event_type, hosts }
    }

    /// Who would get a booking of this span.
    pub(crate) fn pick(&self, span: Span) -> Result<Pick, Nobody> {
        let ids =
            |hosts: &[&HostCalendar]| hosts.iter().map(|d| d.host.user_id).collect::<Vec<_>>();
        let all: Vec<&HostCalendar> = self.hosts.iter().collect();
        let (fixed, rotating): (Vec<&HostCalendar>, Vec<&HostCalendar>) =
            match self.event_type.spec.kind {
                SandboxKind::Personal | SandboxKind::Collective => (all, Vec::new()),
                SandboxKind::RoundRobin => {
                    all.into_iter().partition(|calendar| calendar.host.fixed)
                }
            };
        let busy = match self.event_type.spec.kind {
            SandboxKind::RoundRobin if !fixed.is_empty() => Nobody::FixedBusy,
            _ => Nobody::Busy,
        };
        if fixed.iter().any(|calendar| !self.is_free(calendar, span)) {
            return Err(busy);
        }
        let mut chosen = ids(&fixed);
        if !rotating.is_empty() {
            let free =
                rotating.iter().enumerate().filter(|(_, calendar)| self.is_free(calendar, span));
            // The free ones of the highest priority share; the order of the event type breaks ties.
            let lucky = free
                .min_by_key(|(place, d)| (Reverse(d.host.priority), d.load, *place))
                .ok_or(busy)?;
            chosen.push(lucky.1.host.user_id);
        }
        let mut chosen = chosen.into_iter();
        let organizer = chosen.next().ok_or(Nobody::NoHosts)?;
        Ok(Pick { organizer, co_hosts: chosen.collect() })
    }

    /// Whether exactly these hosts are free.
    pub(crate) fn can_keep(&self, pick: &Pick, span: Span) -> bool {
        let mut wanted = pick.co_hosts.iter().chain([&pick.organizer]);
        wanted.all(|id| {
            let calendar = self.hosts.iter().find(|calendar| calendar.host.user_id == *id);
            calendar.is_some_and(|calendar| self.is_free(calendar, span))
        })
    }

    fn is_free(&self, calendar: &HostCalendar, span: Span) -> bool {
        let spec = &self.event_type.spec;
        let padded = span.widened(spec.before_buffer_minutes, spec.after_buffer_minutes);
        calendar.open.iter().any(|open| open.holds(span))
            && !calendar.taken.iter().any(|taken| taken.overlaps(padded))
    }

    /// Every start within the range at which a host could be booked for so long, sorted.
    pub(crate) fn starts(
        &self,
        range: Span,
        earliest: OffsetDateTime,
        minutes: u32,
    ) -> Vec<OffsetDateTime> {
        let step = self.event_type.spec.slot_interval_minutes.unwrap_or(minutes).max(1);
        let step = Duration::minutes(step.into());
        let mut starts = BTreeSet::new();
        for open in self.hosts.iter().flat_map(|calendar| &calendar.open) {
            let mut next = Some(open.start);
            while let Some(start) = next.filter(|start| *start < open.end) {
                if start >= earliest && start >= range.start && start < range.end {
                    starts.insert(start);
                }
                next = start.checked_add(step);
            }
        }
        starts.into_iter().filter(|start| self.pick(span_of(*start, minutes)).is_ok()).collect()
    }
}

/// The user's working hours that touch the range.
fn open_hours(user: &SandboxUser, range: Span) -> Vec<Span> {
    let Some(zone) = zone(&user.time_zone) else { return Vec::new() };
    let local = |at| Some(zone.to_datetime(timestamp(at)?).date());
    let (Some(first), Some(last)) = (local(range.start), local(range.end)) else {
        return Vec::new();
    };
    let mut open = Vec::new();
    let mut day = Some(first);
    while let Some(date) = day.filter(|date| *date <= last) {
        for hours in &user.working_hours {
            let weekday = date.weekday().to_monday_zero_offset();
            let today = hours
                .weekdays
                .iter()
                .any(|wanted| i16::from(wanted.number_days_from_monday()) == i16::from(weekday));
            let start = today.then(|| instant(&zone, date, hours.from_minute)).flatten();
            let end = today.then(|| instant(&zone, date, hours.until_minute)).flatten();
            if let (Some(start), Some(end)) = (start, end)
                && start < end
            {
                open.push(Span { start, end });
            }
        }
        day = date.tomorrow().ok();
    }
    open
}

/// A wall-clock minute of a day; one that summer time skips is moved, one that comes twice is the first.
fn instant(zone: &TimeZone, date: civil::Date, minute: u16) -> Option<OffsetDateTime> {
    let date = if minute >= 1440 { date.tomorrow().ok()? } else { date };
    let minute = minute % 1440;
    let hour = i8::try_from(minute / 60).ok()?;
    let minute = i8::try_from(minute % 60).ok()?;
    let wall = date.to_datetime(civil::Time::new(hour, minute, 0, 0).ok()?);
    let stamp = zone.to_zoned(wall).ok()?.timestamp();
    OffsetDateTime::from_unix_timestamp_nanos(stamp.as_nanosecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn working_hours_follow_the_wall_clock_over_summer_time() {
        let user = SandboxUser::new(1, "Ute", "ute@example.com", "ute");
        let range =
            Span { start: datetime!(2030-03-30 00:00 UTC), end: datetime!(2030-04-01 20:00 UTC) };
        let starts: Vec<_> = open_hours(&user, range).iter().map(|open| open.start).collect();
        // Saturday in winter time, no Sunday, Monday in summer time.
        assert_eq!(starts, [datetime!(2030-03-30 08:00 UTC), datetime!(2030-04-01 07:00 UTC)]);
    }
}
