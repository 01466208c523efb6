//! Suggestions as text, in the salon's language.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::ids::HostId;
use crate::domain::language::Language;
use crate::frontdesk::host::correction_view::CorrectionView;
use crate::frontdesk::host::suggestion_view::{EntryView, QueueView, SuggestionView};
use serde::Serialize;

impl Text for QueueView {
    fn text(&self, language: Language) -> String {
        let rows: Vec<Vec<String>> =
            self.hosts.iter().flat_map(|entry| rows(entry, language)).collect();
        let head = language.pick(
            ["Host", "Name", "Stand", "kommend", "alle", "vielleicht", "", "weil"],
            ["host", "name", "state", "upcoming", "all", "perhaps", "", "because"],
        );
        let table = table::render(&head, &rows);
        let (shown, total, learned, worth) =
            (self.hosts.len(), self.total, self.learned_from, &self.worth);
        match language {
            Language::De => format!(
                "{table}\n{shown} von {total} Hosts ohne Zuordnung\n\
                 höchstens zählen: {worth}; gelernt aus {learned} Urteilen\n"
            ),
            Language::En => format!(
                "{table}\n{shown} of {total} hosts without a mapping\n\
                 worth at most: {worth}; learned from {learned} verdicts\n"
            ),
        }
    }
}

/// A host's rows: its own with the first suggestion, and one for each further suggestion.
fn rows(entry: &EntryView, language: Language) -> Vec<Vec<String>> {
    let own = vec![
        entry.host.to_string(),
        table::or_dash(entry.name.as_ref()),
        entry.standing.told(language).to_owned(),
        entry.upcoming.to_string(),
        entry.all.to_string(),
    ];
    let mut rows = Vec::new();
    for (place, one) in entry.suggestions.iter().enumerate() {
        let mut row = if place == 0 { own.clone() } else { vec![String::new(); own.len()] };
        row.extend(cells(one));
        rows.push(row);
    }
    if rows.is_empty() {
        rows.push(own);
    }
    rows
}

fn cells(one: &SuggestionView) -> [String; 3] {
    [one.staff.clone(), one.score.to_string(), one.told.clone()]
}

impl Text for EntryView {
    fn text(&self, language: Language) -> String {
        let (host, name, emails) =
            (self.host, self.name.as_deref().unwrap_or("-"), self.emails.join(", "));
        let (told, upcoming, all) = (&self.told, self.upcoming, self.all);
        let waiting = match language {
            Language::De => format!("{all} Termine warten, davon {upcoming} kommende"),
            Language::En => format!("{all} appointments wait, {upcoming} of them upcoming"),
        };
        let rows: Vec<Vec<String>> =
            self.suggestions.iter().map(|one| cells(one).to_vec()).collect();
        let head = language.pick(["vielleicht", "", "weil"], ["perhaps", "", "because"]);
        let table = table::render(&head, &rows);
        format!("{host}: {name} <{emails}>\n{told}\n{waiting}\n\n{table}\n--seen {}\n", self.seen)
    }
}

/// Who a host is or is not, and what followed.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Verdict {
    pub correction: CorrectionView,
    #[serde(skip)]
    pub host: HostId,
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    pub is: bool,
}

impl Text for Verdict {
    fn text(&self, language: Language) -> String {
        let (host, name) = (self.host, &self.name);
        let verdict = match (self.is, language) {
            (true, Language::De) => format!("Host {host} ist {name}"),
            (true, Language::En) => format!("host {host} is {name}"),
            (false, Language::De) => format!("Host {host} ist nicht {name}; das gilt für immer"),
            (false, Language::En) => format!("host {host} is not {name}, for good"),
        };
        format!("{verdict}\n{}", self.correction.text(language))
    }
}
