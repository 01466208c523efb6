//! What came in, as text, in the salon's language.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::language::Language;
use crate::frontdesk::event::led_to::LedTo;
use crate::frontdesk::event::list::{EventLine, EventList};
use crate::frontdesk::event::replayed::{ReplayedList, ReplayedView};
use crate::frontdesk::event::show::EventView;

impl Text for EventList {
    fn text(&self, language: Language) -> String {
        let row = |one: &EventLine| {
            vec![
                one.event_id.to_string(),
                one.received_at.to_string(),
                one.channel.to_owned(),
                one.event.clone(),
                table::or_dash(one.subject.as_ref()),
                state(one, language),
                one.attempts.to_string(),
                one.reason.clone().unwrap_or_default(),
            ]
        };
        let rows: Vec<Vec<String>> = self.events.iter().map(row).collect();
        let head = language.pick(
            ["Nr.", "wann", "woher", "was", "worüber", "Stand", "Versuche", "warum"],
            ["no.", "when", "door", "event", "about", "state", "tries", "why"],
        );
        let mut text = table::render(&head, &rows);
        if let Some(next) = self.next {
            let more = language.pick("weiter mit", "more with");
            text.push_str(&format!("\n{more} --before {next}\n"));
        }
        text
    }
}

/// `dead, replayed as 17`.
fn state(one: &EventLine, language: Language) -> String {
    let word = match one.state {
        "open" => language.pick("offen", "open"),
        "dead" => language.pick("tot", "dead"),
        _ => language.pick("erledigt", "done"),
    };
    match (one.replayed_as, one.replay_of) {
        (Some(id), _) => format!("{word}, {} {id}", language.pick("nachgeholt als", "replayed as")),
        (None, Some(id)) => {
            format!("{word}, {} {id}", language.pick("nachgeholt von", "replay of"))
        }
        (None, None) => word.to_owned(),
    }
}

impl Text for EventView {
    fn text(&self, language: Language) -> String {
        let one = &self.line;
        let event = language.pick("Ereignis", "event");
        let mut lines = vec![format!(
            "{event} {}: {} {}, {}, {}",
            one.event_id,
            one.channel,
            one.event,
            one.received_at,
            state(one, language)
        )];
        if let Some(subject) = &one.subject {
            lines.push(format!("{} {subject}", language.pick("über", "about")));
        }
        lines.extend(one.reason.clone());
        for tried in &self.failed {
            let at = language.pick("vergeblich versucht", "tried in vain");
            lines.push(format!("{at} {}: {}", tried.at, tried.cause));
        }
        lines.extend(led_to(&self.led_to, language));
        let body = serde_json::to_string_pretty(&self.body).unwrap_or_default();
        format!("{}\n\n{body}\n", lines.join("\n"))
    }
}

fn led_to(led: &LedTo, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(answer) = &led.answer {
        lines.push(format!("{} {answer}", language.pick("beantwortet mit", "answered with")));
    }
    let visit = language.pick("Termin", "appointment");
    for one in &led.appointments {
        let service = table::or_dash(one.service.as_ref());
        let (id, start, status) = (one.appointment_id, &one.start, one.status);
        lines.push(format!("-> {visit} {id}: {service}, {start}, {status}"));
    }
    for one in &led.decisions {
        lines.push(format!("-> {visit} {} {}: {}", one.appointment_id, one.part, one.sentence));
    }
    for one in &led.sagas {
        lines.push(format!("-> saga {} ({}, {})", one.saga, one.kind, one.state));
    }
    for one in &led.warnings {
        let warning = language.pick("Warnung", "warning");
        lines.push(format!("-> {warning} {} ({}): {}", one.warning, one.kind, one.message));
    }
    lines
}

impl Text for ReplayedList {
    fn text(&self, language: Language) -> String {
        if self.replayed.is_empty() {
            return language.pick("nichts nachzuholen\n", "nothing to replay\n").to_owned();
        }
        let trial = match self.dry_run {
            true => language.pick("nur zur Probe: ", "only a trial: "),
            false => "",
        };
        let line = |one: &ReplayedView| {
            let copy = one.replayed_as.filter(|_| !self.dry_run);
            let copy = copy.map(|id| format!(" -> {id}")).unwrap_or_default();
            let visit = one
                .appointment_id
                .map(|id| format!(" ({} {id})", language.pick("Termin", "appointment")));
            let visit = visit.unwrap_or_default();
            format!("{trial}{}{copy}{visit}: {}\n", one.event_id, one.sentence)
        };
        self.replayed.iter().map(line).collect()
    }
}
