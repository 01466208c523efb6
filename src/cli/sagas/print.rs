//! Sagas as text.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::language::Language;
use crate::frontdesk::visit::saga_view::SagaView;
use serde::Serialize;
use std::fmt::Write;
use time::Duration;

/// So much of a name is shown in a list; the whole of it is in the JSON.
const NAME_SHOWN_CHARS: usize = 8;
/// From here on an age is told in hours.
const HOURS_FROM_MINUTES: i64 = 120;
/// From here on an age is told in days.
const DAYS_FROM_HOURS: i64 = 48;

impl Text for Vec<SagaView> {
    fn text(&self, _: Language) -> String {
        if self.is_empty() {
            return "every visit is settled\n".to_owned();
        }
        let row = |one: &SagaView| {
            vec![
                one.saga.chars().take(NAME_SHOWN_CHARS).collect(),
                state(one),
                one.kind.to_owned(),
                age(one.age),
                one.attempts.to_string(),
                table::or_dash(one.appointment_id),
                table::or_dash(one.why.as_ref()),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        let head = ["saga", "state", "kind", "age", "attempts", "appointment", "why"];
        table::render(&head, &rows)
    }
}

impl Text for SagaView {
    fn text(&self, _: Language) -> String {
        let mut lines = vec![
            format!("saga {}: {} a visit, {}", self.saga, self.kind, state(self)),
            format!(
                "opened {}, {} attempts without an outcome, round {}",
                self.opened_at, self.attempts, self.round
            ),
        ];
        lines.extend(self.why.as_ref().map(|why| format!("why: {why}")));
        if let (Some(by), Some(reason)) = (&self.closed_by, &self.closed_reason) {
            lines.push(format!("ended by {by}: {reason}"));
        }
        let mut text = format!("{}\n\n", lines.join("\n"));
        text.push_str(&steps(self));
        text.push('\n');
        text.push_str(&journal(self));
        text.push('\n');
        match self.appointment_id {
            Some(id) => {
                writeln!(text, "appointment {id}").ok();
                text.push_str(&parts(self));
            }
            None => text.push_str("nothing of the visit is known\n"),
        }
        for uid in &self.left_over {
            writeln!(text, "left over beside it at Cal.com: booking {uid}").ok();
        }
        text
    }
}

/// What a person has made of a saga.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Changed {
    pub saga: SagaView,
    #[serde(skip)]
    pub what: &'static str,
}

impl Text for Changed {
    fn text(&self, _: Language) -> String {
        let mut text = format!("saga {} {}\n", self.saga.saga, self.what);
        if let Some(rest) = &self.saga.calls_off {
            let does = "cancels the rest at Cal.com: the running `serve` does it";
            writeln!(text, "saga {rest} {does}").ok();
        }
        text
    }
}

fn state(saga: &SagaView) -> String {
    let overdue = if saga.overdue { ", overdue" } else { "" };
    format!("{}{overdue}", saga.state)
}

fn age(time: Duration) -> String {
    let (minutes, hours) = (time.whole_minutes().max(0), time.whole_hours());
    if minutes < HOURS_FROM_MINUTES {
        format!("{minutes} min")
    } else if hours < DAYS_FROM_HOURS {
        format!("{hours} h")
    } else {
        format!("{} days", time.whole_days())
    }
}

fn steps(saga: &SagaView) -> String {
    let rows = saga.steps.iter().map(|one| {
        vec![one.step.to_string(), one.what.clone(), table::or_dash(one.came_to.as_ref())]
    });
    table::render(&["step", "what", "came to"], &rows.collect::<Vec<_>>())
}

fn journal(saga: &SagaView) -> String {
    let rows = saga.journal.iter().map(|line| {
        vec![
            line.at.to_string(),
            line.round.to_string(),
            line.step.to_string(),
            line.event.to_owned(),
            table::or_dash(line.note.as_ref()),
        ]
    });
    table::render(&["when", "round", "step", "event", "with"], &rows.collect::<Vec<_>>())
}

fn parts(saga: &SagaView) -> String {
    let rows = saga.parts.iter().map(|part| {
        vec![
            part.key.clone(),
            part.name.clone(),
            part.start.to_string(),
            part.end.clock().to_owned(),
            table::or_dash(part.status),
            table::or_dash(part.booking_uid.as_ref()),
        ]
    });
    let head = ["part", "what", "start", "end", "at Cal.com", "booking"];
    table::render(&head, &rows.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_what_fits() {
        for (seconds, expected) in [
            (-5, "0 min"),
            (59, "0 min"),
            (7_199, "119 min"),
            (7_200, "2 h"),
            (172_799, "47 h"),
            (172_800, "2 days"),
        ] {
            assert_eq!(age(Duration::seconds(seconds)), expected);
        }
    }
}
