//! How it reads for people, what was understood.

use crate::cli::console::print::Text;
use crate::domain::language::Language;
use crate::frontdesk::understand::view::{UnderstoodView, WhenView};

/// Width of the widest label.
const LABEL_CHARS: usize = 12;
/// What stands where nothing was said.
const NOTHING: &str = "-";

impl Text for UnderstoodView {
    fn text(&self, language: Language) -> String {
        let pick = |german, english| language.pick(german, english);
        let or_nothing = |text: &Option<String>| text.clone().unwrap_or_else(|| NOTHING.to_owned());
        let staff = match self.anybody {
            true => pick("egal wer", "anybody").to_owned(),
            false => or_nothing(&self.staff),
        };
        let spoken = if self.spoken.is_empty() { NOTHING } else { &self.spoken };
        let mut text = String::new();
        let mut line = |label: &str, value: &str| {
            let gap = " ".repeat(LABEL_CHARS.saturating_sub(label.chars().count()));
            text.push_str(&format!("{label}{gap}{value}\n"));
        };
        line(pick("gesagt", "said"), &self.said);
        line(pick("wann", "when"), spoken);
        line("", &self.when.in_short());
        line(pick("Leistung", "service"), &or_nothing(&self.service));
        line(pick("bei wem", "staff"), &staff);
        line(pick("Filiale", "branch"), &or_nothing(&self.branch));
        for assumed in &self.when.assumed {
            line(pick("angenommen", "assumed"), assumed);
        }
        line(pick("Rückfrage", "asks"), &or_nothing(&self.ask));
        if let Some(part) = &self.unclear {
            line(pick("wegen", "because of"), part);
        }
        text
    }
}

impl WhenView {
    /// As programs read it, in one line.
    fn in_short(&self) -> String {
        let when = &self.written;
        let span = |from: &Option<String>, to: &Option<String>| match (from, to) {
            (None, None) => None,
            (Some(from), Some(to)) if from == to => Some(from.clone()),
            (from, to) => {
                let or_open = |end: &Option<String>| end.clone().unwrap_or_else(|| "…".to_owned());
                Some(format!("{}–{}", or_open(from), or_open(to)))
            }
        };
        let days = match when.only_days.is_empty() {
            true => span(&when.from_day, &when.to_day),
            false => Some(when.only_days.join(", ")),
        };
        let manner = match (when.exact, when.about) {
            (true, _) => Some("exact".to_owned()),
            (_, true) => Some("about".to_owned()),
            (false, false) => None,
        };
        let prefer = when.prefer.as_ref().map(|prefer| format!("prefer {prefer}"));
        let parts = [days, span(&when.from_time, &when.to_time), manner, prefer];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { NOTHING.to_owned() } else { parts.join("  ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::speech::written::Written;

    #[test]
    fn a_value_in_short_says_each_end_that_was_said() {
        let some = |text: &str| Some(text.to_owned());
        let written = Written {
            from_day: some("2026-12-08"),
            to_day: some("2026-12-08"),
            from_time: some("14:30"),
            to_time: some("14:30"),
            about: true,
            ..Written::default()
        };
        let when = WhenView { written: written.clone(), assumed: vec![] };
        assert_eq!(when.in_short(), "2026-12-08  14:30  about");
        let open = Written { to_day: None, to_time: None, about: false, ..written };
        let when =
            WhenView { written: Written { prefer: some("earliest"), ..open }, assumed: vec![] };
        assert_eq!(when.in_short(), "2026-12-08–…  14:30–…  prefer earliest");
        let none = WhenView { written: Written::default(), assumed: vec![] };
        assert_eq!(none.in_short(), "-");
    }
}
