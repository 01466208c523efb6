//! `appointments show`: one appointment as text, in the salon's language.

use crate::cli::appointments::command::host;
use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::language::Language;
use crate::frontdesk::host::no_show::MarkedView;
use crate::frontdesk::host::visit_view::{BookingView, NoShowView, VisitPart, VisitView};

impl Text for VisitView {
    fn text(&self, language: Language) -> String {
        let mut lines = vec![self.headline(language)];
        lines.push(self.people(language));
        let way = language.pick("gekommen über", "came by");
        let mut further = format!("{way} {}", self.source);
        if let Some(policy) = self.pause_policy {
            let pauses = language.pick("Pausen", "pauses");
            further.push_str(&format!(", {pauses} {policy}"));
        }
        if let Some(reference) = &self.visit_ref {
            let name = language.pick("Kennung", "reference");
            further.push_str(&format!(", {name} {reference}"));
        }
        lines.push(further);
        lines.extend(no_show(self, language));
        lines.extend(self.saga.map(|state| saga(state, language).to_owned()));
        let mut text = format!("{}\n\n{}", lines.join("\n"), parts(&self.parts, language));
        text.push_str(&decisions(self, language));
        text.push('\n');
        text.push_str(&bookings(&self.parts, language));
        text
    }
}

impl VisitView {
    /// `appointment 17: Ansatzfärbung, 2026-12-01 10:00–12:05, confirmed`.
    fn headline(&self, language: Language) -> String {
        let appointment = language.pick("Termin", "appointment");
        let (id, start) = (self.appointment_id, &self.start);
        let status = table::status(self.stands, language);
        let service = table::or_dash(self.service.as_ref());
        // Over midnight the day is told again.
        let end = if self.end.day() == start.day() {
            self.end.clock().to_owned()
        } else {
            self.end.to_string()
        };
        format!("{appointment} {id}: {service}, {start}–{end}, {status}")
    }

    fn people(&self, language: Language) -> String {
        let [whose, by, wished, nobody] = language
            .pick(["für", "bei", "gewünscht", "niemandem"], ["for", "with", "asked for", "nobody"]);
        let mut text = format!("{whose} {}", table::or_dash(self.customer.as_ref()));
        if let Some(phone) = &self.phone {
            text.push_str(&format!(" ({phone})"));
        }
        text.push_str(&format!(", {by} {}", self.staff.as_deref().unwrap_or(nobody)));
        if let Some(preferred) = &self.preferred_staff {
            text.push_str(&format!(", {wished} {preferred}"));
        }
        text
    }
}

/// Whether the customer came, and how often not.
fn no_show(visit: &VisitView, language: Language) -> Option<String> {
    let times = visit.customer_no_shows;
    let often = language
        .pick(format!("{times}-mal insgesamt nicht gekommen"), format!("{times} no-shows in all"));
    match &visit.no_show {
        Some(NoShowView { at, by }) => Some(language.pick(
            format!("nicht gekommen, sagt {by} ({at}); {often}"),
            format!("did not come, says {by} ({at}); {often}"),
        )),
        None => (times > 0).then_some(often),
    }
}

impl Text for MarkedView {
    fn text(&self, language: Language) -> String {
        let (id, times) = (self.appointment_id, self.customer_no_shows);
        let customer = table::or_dash(self.customer.as_ref());
        match (self.no_show, language) {
            (true, Language::De) => {
                format!("Termin {id}: {customer} ist nicht gekommen, {times}-mal insgesamt\n")
            }
            (false, Language::De) => {
                format!("Termin {id}: {customer} ist gekommen, {times}-mal nicht gekommen\n")
            }
            (true, Language::En) => {
                format!("appointment {id}: {customer} did not come, {times} no-shows in all\n")
            }
            (false, Language::En) => {
                format!("appointment {id}: {customer} came, {times} no-shows in all\n")
            }
        }
    }
}

fn saga(state: &str, language: Language) -> &'static str {
    if state == "stuck" {
        return language.pick(
            "kommt nicht von selbst zur Ruhe: chairside sagas list",
            "cannot be settled by itself: chairside sagas list",
        );
    }
    language
        .pick("ist noch in Arbeit: chairside sagas list", "is being settled: chairside sagas list")
}

fn parts(parts: &[VisitPart], language: Language) -> String {
    let nobody = || language.pick("niemand", "nobody").to_owned();
    let row = |part: &VisitPart| {
        vec![
            part.key.clone(),
            part.name.clone(),
            format!("{}–{}", part.start.clock(), part.end.clock()),
            part.staff.clone().unwrap_or_else(nobody),
            host(part.host.as_ref()),
            table::or_dash(part.event_type_id),
        ]
    };
    let rows: Vec<Vec<String>> = parts.iter().map(row).collect();
    let head = language.pick(
        ["Teil", "was", "wann", "bei wem", "Host", "Event-Type"],
        ["part", "what", "when", "staff member", "host", "event type"],
    );
    table::render(&head, &rows)
}

/// Of each part why it has its staff member, or none.
fn decisions(visit: &VisitView, language: Language) -> String {
    let mut text = String::new();
    for part in &visit.parts {
        let lines = [part.decided.clone(), part.why.as_ref().map(|why| now(why, part, language))];
        for line in lines.into_iter().flatten() {
            text.push_str(&format!("{}: {line}\n", part.key));
        }
    }
    text
}

fn now(why: &str, part: &VisitPart, language: Language) -> String {
    let now = language.pick("jetzt", "now");
    match &part.what_to_do {
        Some(what_to_do) => format!("{now}: {why} -> {what_to_do}"),
        None => format!("{now}: {why}"),
    }
}

fn bookings(parts: &[VisitPart], language: Language) -> String {
    let [yes, moved] = language.pick(["gilt", "verlegt nach"], ["in force", "moved to"]);
    let row = |part: &VisitPart, one: &BookingView| {
        let note = match &one.rescheduled_to {
            Some(uid) => format!("{moved} {uid}"),
            None if one.in_force => yes.to_owned(),
            None => String::new(),
        };
        let (start, end) = (one.start.to_string(), one.end.clock().to_owned());
        vec![part.key.clone(), one.uid.clone(), one.status.to_owned(), start, end, note]
    };
    let rows: Vec<Vec<String>> =
        parts.iter().flat_map(|part| part.bookings.iter().map(move |one| row(part, one))).collect();
    if rows.is_empty() {
        return language.pick("keine Buchung bei Cal.com\n", "no booking at Cal.com\n").to_owned();
    }
    let head = language.pick(
        ["Teil", "Buchung", "Stand", "von", "bis", ""],
        ["part", "booking", "status", "from", "until", ""],
    );
    table::render(&head, &rows)
}
