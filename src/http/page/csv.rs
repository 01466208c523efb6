//! Lists as files for a spreadsheet.

use crate::domain::{Error, Result};
use crate::server::message::Response;
use ::csv::Writer;

/// A cell that begins so is a formula to a spreadsheet.
const FORMULA_BEGINS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The rows as a file to be saved under this name.
pub(crate) fn answer(name: &str, head: &[&str], rows: &[Vec<String>]) -> Result<Response> {
    let mut writer = Writer::from_writer(Vec::new());
//! A list as a file for a spreadsheet.

use crate::domain::language::Language;
use crate::domain::{Error, Result};
use crate::server::message::Response;
use csv::WriterBuilder;

/// A spreadsheet takes a cell that begins so for a formula and would run it.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// By this a spreadsheet knows that it is UTF-8.
const MARK: &str = "\u{feff}";

/// The file, to be kept under a name. A German spreadsheet wants semicolons.
pub(crate) fn answer(
    language: Language,
    name: &str,
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<Response> {
    let mut writer = WriterBuilder::new()
        .delimiter(language.pick(b';', b','))
        .from_writer(MARK.as_bytes().to_vec());
    writer.write_record(head).map_err(Error::internal)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(Error::internal)?;
    }
    let body = writer.into_inner().map_err(|error| Error::internal(error.to_string()))?;
    let answer = Response {
        status: 200,
        content_type: "text/csv; charset=utf-8",
        headers: Vec::new(),
        body,
    };
    Ok(answer.with_header("Content-Disposition", format!("attachment; filename=\"{name}\"")))
}

/// What a spreadsheet shows and does not run: of a formula the quotation mark before it, which is the custom. A telephone
/// number is none.
fn harmless(cell: &str) -> String {
    let is_number = cell.strip_prefix(['+', '-']).is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || b". +".contains(&byte))
    });
    if cell.starts_with(FORMULA_BEGINS) && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
    let body = writer.into_inner().map_err(Error::internal)?;
    Ok(Response {
        status: 200,
        content_type: "text/csv; charset=utf-8",
        headers: vec![("Content-Disposition", format!("attachment; filename=\"{name}\""))],
        body,
    })
}

/// A cell that no spreadsheet runs.
fn harmless(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_runs_nothing_of_it() {
        for (cell, written) in [
            ("Erika", "Erika"),
            ("=1+1", "'=1+1"),
            ("+493023125101 +491713920011", "+493023125101 +491713920011"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-3.5", "-3.5"),
            ("@x", "'@x"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), written);
        }
        let rows = [vec!["a,b".to_owned(), "say \"hi\"".to_owned()]];
        let answer = answer("x.csv", &["one", "two"], &rows).unwrap();
        assert_eq!(answer.body, b"one,two\n\"a,b\",\"say \"\"hi\"\"\"\n");
    fn a_file_holds_what_was_said_and_nothing_to_run() {
        let rows = vec![
            vec!["Erika; \"Muster\"".to_owned(), "=cmd|' /C calc'!A0".to_owned()],
            vec!["+49 30 23125101".to_owned(), "Köln".to_owned()],
        ];
        let answer = answer(Language::De, "x.csv", &["wer", "was"], rows.into_iter()).unwrap();
        let text = String::from_utf8(answer.body).unwrap();
        assert_eq!(
            text,
            "\u{feff}wer;was\n\"Erika; \"\"Muster\"\"\";'=cmd|' /C calc'!A0\n'+49 30 23125101;Köln\n"
        );
    }
}
