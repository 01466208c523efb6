//! Tables for people: aligned columns, nothing cut off; and words in them.

use crate::domain::language::Language;
use crate::domain::visit::booked::VisitStatus;

/// Prints a head line and rows, each column as wide as its widest cell.
pub fn print(head: &[&str], rows: &[Vec<String>]) {
    print!("{}", render(head, rows));
}

/// The same as text; every line ends with a newline and no blank stands at a line's end.
pub fn render(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        let own = head.get(column).map_or(0, |cell| cell.chars().count());
        cells.max().unwrap_or(0).max(own)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| {
                format!("{cell}{}", " ".repeat(width.saturating_sub(cell.chars().count())))
            })
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = line(head.to_vec());
    for row in rows {
        text.push_str(&line(row.iter().map(String::as_str).collect()));
    }
    text
}

/// How an appointment stands, for people.
pub fn status(status: VisitStatus, language: Language) -> &'static str {
    match status {
        VisitStatus::Confirmed => language.pick("bestätigt", "confirmed"),
        VisitStatus::Requested => language.pick("angefragt", "requested"),
        VisitStatus::Pending => language.pick("unvollständig", "pending"),
        VisitStatus::Cancelled => language.pick("abgesagt", "cancelled"),
        VisitStatus::Rejected => language.pick("abgelehnt", "rejected"),
    }
}

/// A value or a dash.
pub fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_heads_whatever_the_letters() {
        let rows = vec![vec!["Jürgen Weiß".into(), "7".into()], vec!["Ada".into(), "12345".into()]];
        assert_eq!(
            render(&["name", "host"], &rows),
            "name         host\nJürgen Weiß  7\nAda          12345\n"
        );
        assert_eq!(or_dash(None::<i64>), "-");
    }
}
