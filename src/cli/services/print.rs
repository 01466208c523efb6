//! Services as text: tables and drawings.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::cli::services::timeline;
use crate::domain::language::Language;
use crate::frontdesk::service::shown::{
    ShownSegment, ShownService, ShownTemplate, TemplateSegment,
};
use serde::Serialize;
use serde_json::json;
use std::fmt::Write;

impl Text for Vec<ShownService> {
    fn text(&self, _: Language) -> String {
        let row = |one: &ShownService| {
            vec![
                one.key.clone(),
                one.name.clone(),
                one.minutes.to_string(),
                one.segments.len().to_string(),
                one.pause_policy.to_owned(),
                described_by(one).to_owned(),
                one.revision.to_string(),
                if one.faults.is_empty() { "" } else { "cannot be done" }.to_owned(),
            ]
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        let head = ["key", "name", "minutes", "segments", "pauses", "from", "revision", ""];
        table::render(&head, &rows)
    }
}

/// One service, drawn on a time line.
impl Text for ShownService {
    fn text(&self, _: Language) -> String {
        let mut text = format!("{}: {}\n", self.key, self.name);
        if !self.aliases.is_empty() {
            writeln!(text, "also called {}", self.aliases.join(", ")).ok();
        }
        let order = match self.booking_order {
            "last_first" => "the last segment first",
            _ => "the first segment first",
        };
        writeln!(
            text,
            "{} minutes, pauses {}, buffer {}, booked {order}; revision {}, described by {}\n",
            self.minutes,
            self.pause_policy,
            self.buffer_minutes,
            self.revision,
            described_by(self)
        )
        .ok();
        let scale = timeline::scale(self.composition.minutes());
        let head = format!("one sign is {scale} minutes");
        let drawn = timeline::lines(&self.composition);
        text.push_str(&table::render(&["", "from", "until", &head], &drawn));
        text.push('\n');
        text.push_str(&segments(&self.segments));
        for name in &self.inactive {
            writeln!(text, "{name} is not active").ok();
        }
        for (name, policy) in &self.own_policies {
            writeln!(text, "with {name} the pauses are {policy}").ok();
        }
        for fault in &self.faults {
            writeln!(text, "cannot be done: {fault}").ok();
        }
        for wrong in &self.wrong_lengths {
            writeln!(text, "{wrong}").ok();
        }
        if self.is_left_by_file {
            text.push_str("the configuration names it no longer: `services edit` can change it\n");
        }
        text
    }
}

fn segments(segments: &[ShownSegment]) -> String {
    let row = |segment: &ShownSegment| {
        vec![
            segment.key.clone(),
            segment.name.clone(),
            segment.minutes.to_string(),
            segment.pause_after.to_string(),
            segment.performer.to_owned(),
            segment.booked_as.to_owned(),
            who(segment),
        ]
    };
    let rows: Vec<Vec<String>> = segments.iter().map(row).collect();
    let head = ["", "segment", "minutes", "pause after", "performer", "booked as", "who"];
    table::render(&head, &rows)
}

/// `Emma Vogel (40), Jürgen Weiß`.
fn who(segment: &ShownSegment) -> String {
    let names = segment.staff.iter().map(|one| {
        let name = one.name.as_ref().unwrap_or(&one.key);
        one.minutes.map_or_else(|| name.clone(), |own| format!("{name} ({own})"))
    });
    let names: Vec<String> = names.collect();
    match (names.is_empty(), segment.is_pooled) {
        (true, true) => "whom Cal.com chooses".into(),
        (true, false) => "nobody".into(),
        (false, _) => names.join(", "),
    }
}

/// What a change made of a service, and what keeps it from being booked all the same.
#[derive(Serialize)]
pub(crate) struct Described {
    pub done: bool,
    /// It was not so before.
    pub changed: bool,
    pub service: ShownService,
    pub not_bookable_yet: Vec<String>,
}

impl Text for Described {
    fn text(&self, language: Language) -> String {
        let mut text = self.service.text(language);
        text.push('\n');
        for line in &self.not_bookable_yet {
            writeln!(text, "not bookable yet: {line}").ok();
        }
        text.push_str(if self.changed {
            "done; visits that are booked stay as they are\n"
        } else {
            "nothing changed: it was so already\n"
        });
        text
    }
}

impl Text for Vec<ShownTemplate> {
    fn text(&self, _: Language) -> String {
        let rows: Vec<Vec<String>> = self.iter().map(template_cells).collect();
        table::render(&["template", "visit", "minutes", "pauses", "segments"], &rows)
    }
}

/// As a description for `services add --file`.
impl Text for ShownTemplate {
    fn text(&self, _: Language) -> String {
        let segment = |segment: &TemplateSegment| {
            let pause = match segment.pause_after {
                0 => String::new(),
                pause => format!(", pause_after = {pause}"),
            };
            // JSON's quoting of these texts is TOML's as well.
            let name = json!(segment.name);
            format!("  {{ name = {name}, minutes = {}{pause} }},\n", segment.minutes)
        };
        format!(
            "# {} minutes. Change what you like and give it to `chairside services add --file`.\n\
             key = {}\nname = {}\naliases = []\npause_policy = {}\nbuffer_minutes = {}\nsegments = [\n{}]\n\
             # Who does it, by their keys.\nstaff = []\n",
            self.minutes,
            json!(self.key),
            json!(self.name),
            json!(self.pause_policy),
            self.buffer_minutes,
            self.segments.iter().map(segment).collect::<String>(),
        )
    }
}

fn template_cells(template: &ShownTemplate) -> Vec<String> {
    let segments = template.segments.iter().map(|segment| {
        let pause = match segment.pause_after {
            0 => String::new(),
            pause => format!(" ·{pause}·"),
        };
        format!("{} {}{pause}", segment.name, segment.minutes)
    });
    vec![
        template.key.to_owned(),
        template.name.to_owned(),
        template.minutes.to_string(),
        template.pause_policy.to_owned(),
        segments.collect::<Vec<_>>().join(", "),
    ]
}

fn described_by(service: &ShownService) -> &'static str {
    if service.described_by == "file" { "appliance.toml" } else { "command" }
}
