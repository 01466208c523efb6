//! Customers as people read them.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::domain::language::Language;
use crate::frontdesk::customer::card::{CallView, CustomerCard, VisitLine};
use crate::frontdesk::customer::export::Export;
use crate::frontdesk::customer::list::{CustomerLine, CustomerList};
use crate::frontdesk::customer::merge::MergeView;
use crate::frontdesk::customer::rename::RenamedView;
use serde_json::Value;

impl Text for RenamedView {
    fn text(&self, language: Language) -> String {
        let customer = language.pick("Kundennummer", "customer");
        format!("{customer} {}: {} -> {}\n", self.customer_id, self.before, self.name)
    }
}

impl Text for CustomerList {
    fn text(&self, language: Language) -> String {
        let rows: Vec<Vec<String>> = self.customers.iter().map(cells).collect();
        let head = language.pick(
            ["Nr.", "Name", "Telefon", "E-Mail", "Besuche", "zuletzt", "kommt"],
            ["no.", "name", "telephone", "e-mail", "visits", "last", "comes"],
        );
        let more = match self.next {
            Some(next) => language.pick(
                format!("{} gefunden; weiter mit --after {next}\n", self.found),
                format!("{} found; go on with --after {next}\n", self.found),
            ),
            None => language
                .pick(format!("{} gefunden\n", self.found), format!("{} found\n", self.found)),
        };
        table::render(&head, &rows) + &more
    }
}

fn cells(line: &CustomerLine) -> Vec<String> {
    vec![
        line.customer_id.to_string(),
        filled(&line.name),
        filled(&line.phones.join(", ")),
        filled(&line.emails.join(", ")),
        line.visits.to_string(),
        table::or_dash(line.last_visit.as_ref()),
        table::or_dash(line.next_visit.as_ref()),
    ]
}

fn filled(text: &str) -> String {
    table::or_dash(Some(text).filter(|text| !text.is_empty()))
}

impl Text for CustomerCard {
    fn text(&self, language: Language) -> String {
        let line = &self.line;
        let mut text = language.pick(
            format!("Kundennummer {}: {}\n", line.customer_id, filled(&line.name)),
            format!("customer {}: {}\n", line.customer_id, filled(&line.name)),
        );
        let since = self.since.day();
        let mut add = |german: &str, english: &str, value: String| {
            text.push_str(&format!("{}: {value}\n", language.pick(german, english)));
        };
        add("Telefon", "telephone", filled(&line.phones.join(", ")));
        add("E-Mail", "e-mail", filled(&line.emails.join(", ")));
        let count = |all: u32| language.pick(format!("{all} mal da"), format!("came {all} times"));
        let stayed = language.pick(
            format!("{} mal nicht gekommen", line.no_shows),
            format!("did not come {} times", line.no_shows),
        );
        add("Besuche", "visits", format!("{}, {stayed}", count(line.visits)));
        add("bekannt seit", "known since", since.to_string());
        if !self.merged.is_empty() {
            let merged: Vec<String> = self.merged.iter().map(i64::to_string).collect();
            add("zusammengeführt mit", "merged with", merged.join(", "));
        }
        section(&mut text, language.pick("Kommt", "To come"), &visits(&self.coming, language));
        section(&mut text, language.pick("War da", "Past"), &visits(&self.past, language));
        section(&mut text, language.pick("Nachrichten", "Messages"), &messages(self, language));
        section(&mut text, language.pick("Rückrufe", "Calls back"), &callbacks(self, language));
        section(&mut text, language.pick("Anrufe", "Calls"), &calls(&self.calls, language));
        text
    }
}

fn section(text: &mut String, title: &str, table: &str) {
    if !table.is_empty() {
        text.push_str(&format!("\n{title}\n{table}"));
    }
}

fn render<const N: usize>(head: [&str; N], rows: &[Vec<String>]) -> String {
    if rows.is_empty() { String::new() } else { table::render(&head, rows) }
}

pub(super) fn visits(visits: &[VisitLine], language: Language) -> String {
    let row = |visit: &VisitLine| {
        vec![
            visit.appointment_id.to_string(),
            visit.start.to_string(),
            visit.end.clock().to_owned(),
            table::or_dash(visit.service.as_ref()),
            table::or_dash(visit.staff.as_ref()),
            filled(&visit.name),
            match visit.no_show {
                true => language.pick("nicht gekommen", "did not come").to_owned(),
                false => table::status(visit.stands, language).to_owned(),
            },
        ]
    };
    let head = language.pick(
        ["Nr.", "von", "bis", "Leistung", "bei", "für", "Stand"],
        ["no.", "from", "to", "service", "with", "for", "state"],
    );
    render(head, &visits.iter().map(row).collect::<Vec<_>>())
}

fn messages(card: &CustomerCard, language: Language) -> String {
    let rows: Vec<Vec<String>> = card
        .messages
        .iter()
        .map(|one| {
            vec![
                one.decided_at.to_string(),
                one.kind.to_owned(),
                one.channel.to_owned(),
                filled(&one.recipient),
                one.state.to_owned(),
                filled(&one.reason_told),
            ]
        })
        .collect();
    let head = language.pick(
        ["am", "was", "wie", "an", "Stand", "Grund"],
        ["on", "what", "how", "to", "state", "reason"],
    );
    render(head, &rows)
}

fn callbacks(card: &CustomerCard, language: Language) -> String {
    let rows: Vec<Vec<String>> = card
        .callbacks
        .iter()
        .map(|one| {
            let open = language.pick("offen", "open").to_owned();
            vec![
                one.callback.to_string(),
                one.made_at.to_string(),
                one.wish.clone(),
                one.done.as_ref().map_or(open, |done| done.by.clone()),
            ]
        })
        .collect();
    let head = language
        .pick(["Nr.", "seit", "Wunsch", "erledigt von"], ["no.", "since", "wish", "done by"]);
    render(head, &rows)
}

fn calls(calls: &[CallView], language: Language) -> String {
    let row = |call: &CallView| {
        let asked: Vec<String> =
            call.asked.iter().map(|one| format!("{}: {}", one.function, one.status)).collect();
        vec![call.began_at.to_string(), call.call.clone(), filled(&asked.join(", "))]
    };
    let head = language.pick(["am", "Anruf", "was"], ["on", "call", "what"]);
    render(head, &calls.iter().map(row).collect::<Vec<_>>())
}

impl Text for MergeView {
    fn text(&self, language: Language) -> String {
        let (keep, gone, moves) = (&self.keep, &self.gone, &self.moves);
        let who = |line: &CustomerLine| {
            format!(
                "{} ({}, {})",
                line.customer_id,
                filled(&line.name),
                filled(&line.phones.join(", "))
            )
        };
        let mut text = match self.merged {
            true => language.pick("Zusammengeführt: ", "Merged: "),
            false => language.pick("Würde zusammengeführt: ", "Would be merged: "),
        }
        .to_owned();
        text.push_str(&format!("{} -> {}\n", who(gone), who(keep)));
        text.push_str(&language.pick(
            format!(
                "Termine: {} ({} stehen an), Nachrichten: {}, Rückrufe: {}, Empfangenes: {}, Antworten: {}\nName: {}\n",
                moves.visits, moves.coming, moves.messages, moves.callbacks, moves.received, moves.answers,
                filled(&self.name)
            ),
            format!(
                "visits: {} ({} to come), messages: {}, calls back: {}, received: {}, answers: {}\nname: {}\n",
                moves.visits, moves.coming, moves.messages, moves.callbacks, moves.received, moves.answers,
                filled(&self.name)
            ),
        ));
        for doubt in &self.doubts {
            text.push_str(&format!("{doubt}\n"));
        }
        if !self.merged {
            text.push_str(language.pick(
                "Nichts ist geändert, und es gibt kein Zurück. Mit --yes --by WER --reason WARUM geschieht es.\n",
                "Nothing is changed, and there is no way back. --yes --by WHO --reason WHY does it.\n",
            ));
        }
        text
    }
}

impl Text for Export {
    fn text(&self, language: Language) -> String {
        let mut text = language.pick(
            format!("Was {} gespeichert hat, Stand {}\n", self.salon, self.exported_at),
            format!("What is kept at {}, as of {}\n", self.salon, self.exported_at),
        );
        match &self.customer {
            Some(card) => text.push_str(&format!("\n{}", card.text(language))),
            None => text.push_str(&format!("{}\n", self.phones.join(", "))),
        }
        text.push_str(language.pick(
            "\nAlles im Einzelnen (Zeiten in UTC)\n",
            "\nEverything, row by row (times in UTC)\n",
        ));
        for table in &self.kept {
            text.push_str(&format!("\n{} ({}, {})\n", table.what, table.table, table.rows.len()));
            for row in &table.rows {
                let fields = row.iter().filter(|(_, value)| is_something(value));
                let fields: Vec<String> =
                    fields.map(|(column, value)| format!("  {column}: {}", plain(value))).collect();
                text.push_str(&format!("{}\n\n", fields.join("\n")));
            }
        }
        for sentence in &self.elsewhere {
            text.push_str(&format!("{sentence}\n"));
        }
        text
    }
}

fn is_something(value: &Value) -> bool {
    !matches!(value, Value::Null) && value.as_str() != Some("")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
