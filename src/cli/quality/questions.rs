//! The saved questions as text.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::language::Language;
use crate::domain::quality::share::percent;
use crate::frontdesk::quality::questions::{
    MappingsView, RefusalView, SourceView, UnassignedView, UnderstandingView,
};

/// A table, or a sentence where there is nothing to show.
fn table(head: [&str; 6], rows: Vec<Vec<String>>, nothing: &str) -> String {
    if rows.is_empty() { format!("{nothing}\n") } else { table::render(&head, &rows) }
}

impl Text for Vec<UnassignedView> {
    fn text(&self, language: Language) -> String {
        let [yes, no] = language.pick(["ja", "nein"], ["yes", "no"]);
        let row = |one: &UnassignedView| {
            vec![
                one.count.to_string(),
                one.source.clone(),
                one.state.clone(),
                if one.with_booking { yes } else { no }.to_owned(),
                one.first_at.to_string(),
                format!("{} ({})", one.last_at, one.last_appointment),
            ]
        };
        let head = language.pick(
            ["Termine", "Weg", "Stand", "Buchung", "der erste von", "der letzte von (Nr.)"],
            ["appointments", "source", "state", "booking", "first made", "last made (no.)"],
        );
        let nothing = language.pick("Alle Termine haben eine Person.", "All have a staff member.");
        table(head, self.iter().map(row).collect(), nothing)
    }
}

impl Text for Vec<SourceView> {
    fn text(&self, language: Language) -> String {
        let share = |part: u64, whole: u64| format!("{part} ({})", percent(part, whole, language));
        let row = |one: &SourceView| {
            vec![
                one.source.clone(),
                one.total.to_string(),
                share(one.bookings, one.total),
                share(one.with_staff, one.total),
                share(one.with_host, one.total),
                String::new(),
            ]
        };
        let head = language.pick(
            ["Weg", "Termine", "mit Buchung", "mit Person", "mit Host", ""],
            ["source", "made", "with booking", "with staff", "with host", ""],
        );
        let nothing =
            language.pick("Kein Termin in diesen Tagen.", "No appointment on these days.");
        table(head, self.iter().map(row).collect(), nothing)
    }
}

impl Text for MappingsView {
    fn text(&self, language: Language) -> String {
        let rows: Vec<Vec<String>> = self
            .mappings
            .iter()
            .map(|one| {
                vec![
                    one.source.clone(),
                    one.active.to_string(),
                    one.inactive.to_string(),
                    table::or_dash(one.mean_confidence),
                    one.last_at.to_string(),
                    String::new(),
                ]
            })
            .collect();
        let head = language.pick(
            ["Quelle", "an", "aus", "Punkte im Mittel", "zuletzt", ""],
            ["source", "on", "off", "mean score", "last", ""],
        );
        let text = table(head, rows, language.pick("Keine Zuordnungen.", "No mappings."));
        let MappingsView { hosts, hosts_without_mapping, .. } = self;
        let MappingsView { bookable_staff, staff_without_mapping, .. } = self;
        let rest = language.pick(
            format!(
                "{hosts_without_mapping} von {hosts} Hosts sind niemandem zugeordnet; \
                 {staff_without_mapping} von {bookable_staff} buchbaren Personen haben kein bekanntes Konto.\n"
            ),
            format!(
                "{hosts_without_mapping} of {hosts} hosts are mapped to nobody; \
                 {staff_without_mapping} of {bookable_staff} people who can be booked have no known account.\n"
            ),
        );
        text + &rest
    }
}

impl Text for Vec<UnderstandingView> {
    fn text(&self, language: Language) -> String {
        let row = |one: &UnderstandingView| {
            let UnderstandingView {
                calls,
                functions,
                done,
                refused,
                asked_back,
                failed,
                given_up,
                ..
            } = one;
            let mut row = vec![one.date.clone()];
            let numbers = [calls, functions, done, refused, asked_back, failed, given_up];
            row.extend(numbers.into_iter().map(u64::to_string));
            row
        };
        let rows: Vec<Vec<String>> = self.iter().map(row).collect();
        let head = language.pick(
            [
                "Tag",
                "Anrufe",
                "Funktionen",
                "erledigt",
                "ging nicht",
                "nachgefragt",
                "Fehler",
                "ohne Ergebnis beendet",
            ],
            ["day", "calls", "functions", "done", "refused", "asked back", "failed", "given up"],
        );
        if rows.is_empty() {
            let nothing = language.pick("Kein Anruf in diesen Tagen.", "No call on these days.");
            return format!("{nothing}\n");
        }
        table::render(&head, &rows)
    }
}

impl Text for Vec<RefusalView> {
    fn text(&self, language: Language) -> String {
        let row = |one: &RefusalView| {
            let (none, count) = (String::new(), one.count.to_string());
            vec![
                one.date.clone(),
                one.wanted.clone(),
                one.reason.clone(),
                count,
                none.clone(),
                none,
            ]
        };
        let head = language.pick(
            ["Tag", "gewünscht", "Grund", "mal", "", ""],
            ["day", "wanted", "reason", "times", "", ""],
        );
        let nothing = language.pick("Nichts wurde abgelehnt.", "Nothing was refused.");
        table(head, self.iter().map(row).collect(), nothing)
    }
}
