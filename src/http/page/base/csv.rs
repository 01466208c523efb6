//! Lists as files for a spreadsheet.

use crate::domain::{Error, Result};
use crate::server::message::Response;
use ::csv::Writer;

/// A cell that begins so is a formula to a spreadsheet.
const FORMULA_BEGINS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The rows as a file to be saved under this name.
pub(crate) fn answer(name: &str, head: &[&str], rows: &[Vec<String>]) -> Result<Response> {
    let mut writer = Writer::from_writer(Vec::new());
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
    }
}
