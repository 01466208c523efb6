//! The day on paper: one line per call, the rates, the judge. Colours and a progress bar only on a terminal.

use crate::demo::call::Entry;
use crate::demo::look::Line;
use crate::demo::told;
use crate::demo::told::{Sent, Told};
use crate::domain::alarm::kind::Level;
use crate::domain::quality::rates::{Rate, Verdict};
use crate::sandbox::stand_in::SandboxCounts;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use std::cell::Cell;
use std::env;
use std::io::{IsTerminal, Write};

/// Between two columns.
const GAP: &str = "  ";
/// What stands where there is nothing.
const NOTHING: &str = "–";
/// Width of a staff member's name with the branch.
const STAFF_CHARS: usize = 15;
/// Width of the longest rule.
const RULE_CHARS: usize = 5;
/// Width of a rate's name.
const RATE_CHARS: usize = 22;
/// Width of the longest kind of message.
const KIND_CHARS: usize = 9;
/// Width of the longest kind of alarm that a day without an accident has.
const ALARM_CHARS: usize = 15;
/// Width of the longest level of an alarm.
const LEVEL_CHARS: usize = 5;
/// Width of the longest way that a message goes.
const CHANNEL_CHARS: usize = 4;
/// Width of a value or a target.
const NUMBER_CHARS: usize = 9;

/// Select Graphic Rendition codes of a terminal.
#[derive(Clone, Copy)]
enum Colour {
    Bold = 1,
    Dim = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
}

/// Where the demo speaks to people.
pub(crate) struct Paper {
    colours: bool,
    /// As wide as the widest of the day.
    asked_chars: usize,
    /// As wide as the widest of the day.
    outcome_chars: usize,
    bar: ProgressBar,
    /// Not with `--json`, where only the object is printed.
    silent: bool,
    /// The reader has gone, as `head` does.
    unread: Cell<bool>,
}

impl Paper {
    /// Paper for this day. `silent` prints nothing but what is asked for as JSON.
    pub(crate) fn new(entries: &[Entry], silent: bool) -> Paper {
        let calls = || {
            entries.iter().filter_map(|entry| match entry {
                Entry::Call(call) => Some(call),
                Entry::Storm { .. } => None,
            })
        };
        let terminal = std::io::stdout().is_terminal();
        let bare = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|value| value == "dumb");
        let bar =
            if terminal && !silent && !bare { bar(entries.len()) } else { ProgressBar::hidden() };
        Paper {
            colours: terminal && !bare,
            asked_chars: calls().map(|call| chars(call.asked)).max().unwrap_or(0),
            outcome_chars: calls().map(|call| chars(call.expected.outcome)).max().unwrap_or(0),
            bar,
            silent,
            unread: Cell::new(false),
        }
    }

    /// One line for people, past the progress bar.
    pub(crate) fn say(&self, text: &str) {
        if !self.silent {
            self.bar.suspend(|| self.write(text));
        }
    }

    /// Writes a line whatever was said about silence. `println!` would panic where the reader is gone.
    pub(crate) fn write(&self, text: &str) {
        let written = writeln!(std::io::stdout().lock(), "{text}");
        self.unread.set(self.unread.get() || written.is_err());
    }

    pub(crate) fn is_unread(&self) -> bool {
        self.unread.get()
    }

    pub(crate) fn head(&self, text: &str) {
        self.say(&self.coloured(text, Colour::Bold));
    }

    /// What the columns of the calls are.
    pub(crate) fn columns(&self) {
        let head = self.row(["time", "call", "asked", "outcome", "staff", "rule", "host source"]);
        self.say(&self.coloured(&head, Colour::Dim));
    }

    /// A call; `good` says whether it went as it must.
    pub(crate) fn line(&self, line: &Line, good: bool) {
        let or_nothing = |text: &Option<String>| text.clone().unwrap_or_else(|| NOTHING.into());
        let text = self.row([
            &line.time,
            &line.call_id,
            &line.asked,
            &line.outcome,
            &or_nothing(&line.staff),
            &or_nothing(&line.rule),
            &or_nothing(&line.host_source),
        ]);
        let colour = match (good, line.appointment, &line.staff) {
            (false, ..) => Some(Colour::Red),
            (true, None, _) => Some(Colour::Dim),
            (true, Some(_), None) => Some(Colour::Yellow),
            (true, Some(_), Some(_)) => None,
        };
        self.say(&colour.map_or(text.clone(), |colour| self.coloured(&text, colour)));
        self.bar.inc(1);
    }

    pub(crate) fn between(&self, time: &str, text: &str) {
        self.say(&self.coloured(&format!("{time}{GAP}{text}"), Colour::Dim));
        self.bar.inc(1);
    }

    pub(crate) fn rates(&self, rates: &[Rate]) {
        let row = |name: &str, value: &str, target: &str, verdict: &str| {
            let (name, value) = (padded(name, RATE_CHARS), right(value, NUMBER_CHARS));
            let target = right(target, NUMBER_CHARS);
            format!("{name}{GAP}{value}{GAP}{target}{GAP}{verdict}")
        };
        self.say(&self.coloured(&row("rate", "value", "target", "verdict"), Colour::Dim));
        for rate in rates {
            let value = rate.value.map_or_else(|| NOTHING.into(), percent);
            let target = if rate.target.is_empty() { NOTHING } else { rate.target };
            let (verdict, colour) = match rate.verdict {
                // Without a target nothing is judged; it only informs.
                _ if rate.target.is_empty() => (NOTHING, Colour::Dim),
                verdict @ Verdict::Ok => (verdict.as_str(), Colour::Green),
                verdict @ (Verdict::Below | Verdict::Warn) => (verdict.as_str(), Colour::Yellow),
                verdict @ Verdict::Alarm => (verdict.as_str(), Colour::Red),
                verdict @ Verdict::NoData => (verdict.as_str(), Colour::Dim),
            };
            let verdict = self.coloured(verdict, colour);
            self.say(&row(rate.name, &value, target, &verdict));
        }
    }

    /// A line per message that went to a customer, and why others got none.
    pub(crate) fn messages(&self, told: &Told) {
        let to = told.sent.iter().map(|sent| chars(&sent.recipient)).max().unwrap_or(0);
        let row = |[time, call, kind, by, recipient, file]: [&str; 6]| {
            [
                padded(time, 5),
                padded(call, 7),
                padded(kind, KIND_CHARS),
                padded(by, CHANNEL_CHARS),
                padded(recipient, to),
                file.to_owned(),
            ]
            .join(GAP)
        };
        let head = row(["time", "call", "message", "by", "to", "file"]);
        self.say(&self.coloured(&head, Colour::Dim));
        for Sent { time, call_id, kind, channel, recipient, file } in &told.sent {
            self.say(&row([time, call_id, kind, channel, recipient, file]));
        }
        let why = |(reason, count): (&String, &usize)| format!("{count} ({})", told::why(reason));
        let untold: Vec<String> = told.untold.iter().map(why).collect();
        if !untold.is_empty() {
            self.say(&format!("Told by voice alone: {}.", untold.join(", ")));
        }
    }

    /// What was wrong in the course of the day, as the salon was told; what is over says so.
    pub(crate) fn alarms(&self, told: &Told) {
        for alarm in &told.alarms {
            let (level, colour) = match (&alarm.cleared_at, alarm.level) {
                (Some(_), _) => ("over", Colour::Dim),
                (None, Level::Warn) => (Level::Warn.as_str(), Colour::Yellow),
                (None, Level::Alarm) => (Level::Alarm.as_str(), Colour::Red),
            };
            let level = self.coloured(&padded(level, LEVEL_CHARS), colour);
            let kind = padded(alarm.kind, ALARM_CHARS);
            self.say(&[alarm.began_at.clock(), &level, &kind, &alarm.message].join(GAP));
        }
        for file in &told.alarm_files {
            self.say(&format!("by mail to the salon: {file}"));
        }
    }

    /// What the columns of the calls mean.
    pub(crate) fn legend(&self) {
        let lines = [
            "rule: how it is known whose account at Cal.com that is, by its e-mail address or by its name.",
            "host source: which answer of Cal.com named the account: to the booking itself (post), when asked \
             again (get), in a list.",
        ];
        for line in lines {
            self.say(&self.coloured(line, Colour::Dim));
        }
    }

    /// Takes the progress bar away.
    pub(crate) fn done(&self) {
        self.bar.finish_and_clear();
    }

    /// A good end in green, a bad one in red.
    pub(crate) fn end(&self, text: &str, good: bool) {
        self.say(&self.coloured(text, if good { Colour::Green } else { Colour::Red }));
    }

    fn row(&self, [time, call, asked, outcome, staff, rule, source]: [&str; 7]) -> String {
        [
            padded(time, 5),
            padded(call, 7),
            padded(asked, self.asked_chars),
            padded(outcome, self.outcome_chars),
            padded(staff, STAFF_CHARS),
            padded(rule, RULE_CHARS),
            source.to_owned(),
        ]
        .join(GAP)
    }

    fn coloured(&self, text: &str, colour: Colour) -> String {
        if self.colours { format!("\x1b[{}m{text}\x1b[0m", colour as u8) } else { text.to_owned() }
    }
}

/// The whole day as one object.
pub(crate) fn object(
    lines: &[Line],
    rates: &[Rate],
    counts: SandboxCounts,
    orphans: usize,
    told: &Told,
) -> Value {
    let call = |line: &Line| {
        json!({
            "call_id": line.call_id, "asked": line.asked, "outcome": line.outcome,
            "appointment_id": line.appointment, "staff": line.staff, "rule": line.rule,
            "host_source": line.host_source,
        })
    };
    let rate = |rate: &Rate| {
        let value = json!({
            "value": rate.value, "target": rate.target, "verdict": rate.verdict.as_str(),
        });
        (rate.name.to_owned(), value)
    };
    json!({
        "calls": lines.iter().map(call).collect::<Vec<_>>(),
        "alarms": told.alarms_json(),
        "messages": told.messages_json(),
        "rates": rates.iter().map(rate).collect::<serde_json::Map<_, _>>(),
        "sandbox": {
            "created": counts.created, "cancelled": counts.cancelled, "orphans": orphans,
        },
    })
}

fn bar(length: usize) -> ProgressBar {
    let length = u64::try_from(length).unwrap_or(0);
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{bar:40} {pos} of {len}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn percent(value: f64) -> String {
    format!("{:.1} %", value * 100.0)
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(chars(text))))
}

fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(chars(text))))
}
