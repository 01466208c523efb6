//! When Cal.com asks us to wait: what its headers say, and the gate that stays closed until then. Pure.

use time::format_description::well_known::Rfc2822;
use time::{Duration, OffsetDateTime};
use ureq::http::HeaderMap;

/// Longest wait that is believed when Cal.com names one, in seconds.
pub(crate) const WAIT_MAX_SECONDS: u32 = 3_600;
const RETRY_AFTER: &str = "retry-after";
const RATE_RESET: &str = "x-ratelimit-reset-default";
const DATE: &str = "date";
const RATE_REMAINING: &str = "x-ratelimit-remaining-default";

/// How many seconds an answer asks us to send nothing with this key: a refusal that names a wait, or any answer that
/// says that the allowance is used up. The longest of several counts.
pub(crate) fn named_wait(status: u16, headers: &HeaderMap, now: OffsetDateTime) -> Option<u32> {
    let values = |name: &str| {
        headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>()
    };
    let used_up = values(RATE_REMAINING).iter().any(|value| value.trim() == "0");
    let mut waits = Vec::new();
    if matches!(status, 429 | 503) {
        waits.extend(values(RETRY_AFTER).into_iter().filter_map(|value| seconds(value, now)));
    }
    if status == 429 || used_up {
        waits.extend(values(RATE_RESET).into_iter().filter_map(|value| seconds(value, now)));
    }
    waits.into_iter().max()
}

/// What time it was there when it answered, if it says so once and readably.
pub(crate) fn date(headers: &HeaderMap) -> Option<OffsetDateTime> {
    let text = headers.get(DATE)?.to_str().ok()?;
    // The date of HTTP is one of RFC 2822, but for the name of its zone, which that knows, too.
    OffsetDateTime::parse(text.trim(), &Rfc2822).ok()
}

/// Seconds, or an HTTP date. A part of a second counts as a whole one; what is past is no wait.
fn seconds(value: &str, now: OffsetDateTime) -> Option<u32> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number has are a long wait, too.
        return Some(value.parse().unwrap_or(u32::MAX).min(WAIT_MAX_SECONDS));
    }
    if let Some((whole, part)) = value.split_once('.') {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let whole = seconds(whole, now).filter(|_| digits(whole) && digits(part))?;
        return Some(whole.saturating_add(1).min(WAIT_MAX_SECONDS));
    }
    // The date of HTTP is one of RFC 2822, but for the name of its zone, which that knows, too.
    let at = OffsetDateTime::parse(value, &Rfc2822).ok()?;
    let left = (at - now).whole_milliseconds().max(0);
    let whole = u32::try_from(left).map_or(u32::MAX, |ms| ms.div_ceil(1_000));
    Some(whole.min(WAIT_MAX_SECONDS)).filter(|left| *left > 0)
}

/// Closed until a time that Cal.com named. All who use the key share it.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    closed: Option<Closed>,
}

#[derive(Clone, Copy, Debug)]
struct Closed {
    from: OffsetDateTime,
    until: OffsetDateTime,
}

impl Gate {
    /// Nothing may go for so long. A shorter wait than the one that holds shortens nothing.
    pub(crate) fn close(&mut self, now: OffsetDateTime, seconds: u32) {
        let until = now.saturating_add(Duration::seconds(seconds.into()));
        if self.closed.is_none_or(|closed| closed.until < until || now < closed.from) {
            self.closed = Some(Closed { from: now, until });
        }
    }

    /// How long it stays closed; zero if it is open. A clock that was put back opens it.
    pub(crate) fn wait(&self, now: OffsetDateTime) -> std::time::Duration {
        let closed = self.closed.filter(|closed| now >= closed.from && now < closed.until);
        let left = closed.map_or(Duration::ZERO, |closed| closed.until - now);
        left.try_into().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;
    use ureq::http::{HeaderName, HeaderValue};

    const NOW: OffsetDateTime = datetime!(2026-10-21 07:28 UTC);

    type Line = (&'static str, &'static str);

    fn headers(lines: &[Line]) -> HeaderMap {
        let line =
            |(name, value): &Line| (HeaderName::from_static(name), HeaderValue::from_static(value));
        lines.iter().map(line).collect()
    }

    #[test]
    fn a_wait_is_seconds_or_a_date_and_has_an_end() {
        let cases = [
            ("30", Some(30)),
            (" 45 ", Some(45)),
            ("0", Some(0)),
            ("1.2", Some(2)),
            ("3600", Some(3_600)),
            ("4000000000", Some(WAIT_MAX_SECONDS)),
            ("99999999999999999999999999", Some(WAIT_MAX_SECONDS)),
            ("Wed, 21 Oct 2026 07:28:31 GMT", Some(31)),
            ("Wed, 21 Oct 2026 07:28:00 GMT", None),
            ("Wed, 21 Oct 2015 07:28:00 GMT", None),
            ("Wed, 21 Oct 2099 07:28:00 GMT", Some(WAIT_MAX_SECONDS)),
            ("Wednesday", None),
            ("-1", None),
            ("1.", None),
            (".5", None),
            ("+5", None),
            ("x", None),
            ("", None),
        ];
        for (value, wait) in cases {
            assert_eq!(seconds(value, NOW), wait, "{value:?}");
            let lines = headers(&[(RETRY_AFTER, value)]);
            assert_eq!(named_wait(429, &lines, NOW), wait, "{value:?}");
        }
    }

    #[test]
    fn what_counts_depends_on_the_answer() {
        let both = [(RETRY_AFTER, "30"), (RATE_RESET, "45")];
        let used_up = [(RATE_REMAINING, "0"), (RATE_RESET, "12")];
        let not_used_up = [(RATE_REMAINING, "3"), (RATE_RESET, "12")];
        let twice = [(RETRY_AFTER, "5"), (RETRY_AFTER, "7")];
        let cases: [(u16, &[Line], Option<u32>); 11] = [
            (429, &[], None),
            (429, &both, Some(45)),
            (429, &used_up, Some(12)),
            (429, &not_used_up, Some(12)),
            (429, &twice, Some(7)),
            (503, &both, Some(30)),
            (200, &both, None),
            (200, &used_up, Some(12)),
            (201, &not_used_up, None),
            (400, &used_up, Some(12)),
            (500, &both, None),
        ];
        for (status, lines, wait) in cases {
            assert_eq!(named_wait(status, &headers(lines), NOW), wait, "{status} {lines:?}");
        }
    }

    #[test]
    fn the_gate_opens_when_it_was_told_and_not_before() {
        let after = |seconds| NOW + Duration::seconds(seconds);
        let wait = |gate: &Gate, seconds| gate.wait(after(seconds)).as_secs();
        let mut gate = Gate::default();
        assert_eq!(wait(&gate, 0), 0);
        gate.close(NOW, 30);
        gate.close(after(1), 5);
        assert_eq!([0, 10, 29, 30, 31].map(|at| wait(&gate, at)), [30, 20, 1, 0, 0]);
        gate.close(after(10), 30);
        assert_eq!(wait(&gate, 20), 20, "a longer one holds");
        assert_eq!(wait(&gate, -60), 0, "the clock was put back");
        gate.close(after(-60), 3);
        assert_eq!(wait(&gate, -59), 2);
    }
}
