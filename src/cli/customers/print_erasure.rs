//! Erasures as people read them.

use crate::cli::console::print::Text;
use crate::cli::console::table;
use crate::cli::customers::print::visits;
use crate::domain::language::Language;
use crate::frontdesk::customer::erase_view::ErasureView;
use crate::frontdesk::customer::ledger::Ledger;
use crate::frontdesk::customer::replay_erasures::Replayed;

/// So much of a hash is shown to people.
const HASH_CHARS: usize = 12;

impl Text for ErasureView {
    fn text(&self, language: Language) -> String {
        let id = table::or_dash(self.customer_id);
        let mut lines = vec![match self.erased {
            true => language.pick(
                format!("Kundennummer {id} ist gelöscht."),
                format!("customer {id} is erased."),
            ),
            false => language.pick(
                format!("Kundennummer {id} würde gelöscht."),
                format!("customer {id} would be erased."),
            ),
        }];
        if let Some(line) = &self.customer {
            lines.push(format!(
                "{}, {}, {}",
                line.name,
                line.phones.join(", "),
                line.emails.join(", ")
            ));
        }
        let rows: Vec<String> =
            self.rows.iter().map(|(table, rows)| format!("{table} {rows}")).collect();
        lines.push(
            language
                .pick(format!("Zeilen: {}", rows.join(", ")), format!("rows: {}", rows.join(", "))),
        );
        lines.push(language.pick(
            format!("Besuche, die als Zahlen bleiben: {}", self.visits),
            format!("visits that stay as figures: {}", self.visits),
        ));
        lines.extend(self.what_else(language));
        lines.extend(self.refused.clone());
        lines.extend(self.elsewhere.clone());
        if !self.erased {
            lines.push(language.pick(
                "Nichts ist geändert. Mit --yes --by WER --reason WARUM geschieht es.".into(),
                "Nothing is changed. --yes --by WHO --reason WHY does it.".into(),
            ));
        }
        let coming =
            if self.coming.is_empty() { String::new() } else { visits(&self.coming, language) };
        format!("{}\n{coming}", lines.join("\n"))
    }
}

impl ErasureView {
    fn what_else(&self, language: Language) -> Vec<String> {
        let mut lines = Vec::new();
        let mut add = |count: usize, german: String, english: String| {
            if count > 0 {
                lines.push(language.pick(german, english));
            }
        };
        let (messages, notes, words, files) =
            (self.unsent_messages, self.open_callbacks, self.mentions, self.files);
        add(
            messages,
            format!("Nachrichten, die nicht mehr gehen: {messages}"),
            format!("messages that do not leave any more: {messages}"),
        );
        add(
            notes,
            format!("offene Rückrufe, die wegfallen: {notes}"),
            format!("open calls back that fall away: {notes}"),
        );
        add(
            words,
            format!("Namensnennungen in freien Worten: {words}"),
            format!("mentions in free words: {words}"),
        );
        add(files, format!("gelöschte Dateien: {files}"), format!("files deleted: {files}"));
        let same: Vec<String> = self.namesakes.iter().map(ToString::to_string).collect();
        let same = same.join(", ");
        add(
            self.namesakes.len(),
            format!(
                "Gleichen Namens, und nicht gemeint: Kundennummer {same}. Ist es dieselbe Person, führen Sie sie erst zusammen."
            ),
            format!(
                "Of the same name, and not meant: customer {same}. If it is the same person, merge them first."
            ),
        );
        let audit: Vec<String> = self.named_in_audit.iter().map(i64::to_string).collect();
        let audit = audit.join(", ");
        add(
            self.named_in_audit.len(),
            format!("Im Prüfpfad, der nicht zu ändern ist, steht der Name in Zeile {audit}."),
            format!("In the audit trail, which cannot be changed, row {audit} has the name."),
        );
        if self.rewritten == Some(false) {
            add(1,
                "Die Datei der Datenbank ließ sich noch nicht neu schreiben, weil jemand sie braucht: Bytes des Gelöschten können noch darin sein. Halten Sie `serve` an und rufen Sie: sqlite3 DATEI VACUUM.".into(),
                "The database's file could not be written anew yet, because somebody uses it: bytes of what was erased may still be in it. Stop `serve` and run: sqlite3 FILE VACUUM.".into());
        }
        lines
    }
}

impl Text for Ledger {
    fn text(&self, language: Language) -> String {
        let rows: Vec<Vec<String>> = self
            .erasures
            .iter()
            .map(|one| {
                let hashes: Vec<String> =
                    one.hashes.iter().map(|hash| hash.chars().take(HASH_CHARS).collect()).collect();
                vec![
                    one.erased_at.clone(),
                    one.erased_by.clone(),
                    table::or_dash(one.customer_id),
                    hashes.join(" "),
                ]
            })
            .collect();
        let head = language
            .pick(["am", "von", "Kundennr.", "Prüfsummen"], ["on", "by", "customer", "hashes"]);
        table::render(&head, &rows)
    }
}

impl Text for Replayed {
    fn text(&self, language: Language) -> String {
        let list = |ids: &[i64]| ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let (entries, erased, numbers) = (self.entries, list(&self.erased), self.numbers);
        let mut text = language.pick(
            format!("{entries} Einträge; wieder gelöscht: Kundennummer [{erased}], Nummern ohne Kundschaft: {numbers}\n"),
            format!("{entries} entries; erased again: customer [{erased}], numbers without a customer: {numbers}\n"),
        );
        if !self.waiting.is_empty() {
            let waiting = list(&self.waiting);
            text.push_str(&language.pick(
                format!("Noch nicht abgeschlossen, später noch einmal: Kundennummer {waiting}\n"),
                format!("Not settled, once more later: customer {waiting}\n"),
            ));
        }
        text
    }
}
