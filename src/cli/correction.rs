//! What a correction brought, as text, in the salon's language.

use crate::cli::console::print::Text;
use crate::cli::left;
use crate::domain::language::Language;
use crate::frontdesk::host::correction_view::{ChangedView, CorrectionView};

impl Text for CorrectionView {
    fn text(&self, language: Language) -> String {
        let nobody = || language.pick("niemand", "nobody").to_owned();
        let appointment = language.pick("Termin", "appointment");
        let line = |one: &ChangedView| {
            let before = one.before_name.clone().unwrap_or_else(nobody);
            let after = one.after_name.clone().unwrap_or_else(nobody);
            format!("{appointment} {}: {before} -> {after}", one.appointment_id)
        };
        let others = self.changed.iter().filter(|one| one.before != one.after);
        let mut lines: Vec<String> = others.map(line).collect();
        let (all, others) = (self.changed.len(), lines.len());
        lines.push(match language {
            Language::De => {
                format!("fertig; {all} Termine neu entschieden, {others} gehen an andere")
            }
            Language::En => {
                format!("done; {all} appointments decided again, {others} changed hands")
            }
        });
        lines.extend(left::lines(&self.unassigned, language));
        lines.extend(self.notes.iter().cloned());
        lines.join("\n") + "\n"
    }
}
