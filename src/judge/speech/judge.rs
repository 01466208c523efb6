//! How well callers' words are understood, measured on labelled sets: expressions of time, services, names, whole sentences.
//!
//! A case is one JSON object a line, see `fixtures/speech`. It comes out *right* if what was wanted was understood, or
//! asked back where it should be; *asked* if it was asked back although it could be understood; *wrong* if something
//! else was understood, or anything where it should have been asked. Asking costs a caller a sentence; wrong is what
//! must not be.

use crate::domain::Result;
use crate::domain::error::Error;
use crate::judge::speech::lists::Lists;
use crate::judge::speech::report::{Judged, Report};
use crate::judge::speech::sentences;
use crate::judge::speech::times;
use crate::judge::speech::words::{judge_name, judge_service};
use serde_json::Value;

/// Cases in one text; more is no set.
pub const CASES_MAX: usize = 100_000;

/// Judges every line of a text and counts it. The error names the line that is no case.
pub fn judge(text: &str, lists: &Lists, report: &mut Report) -> Result<()> {
    let lines = || text.lines().zip(1_usize..).filter(|(line, _)| !line.trim().is_empty());
    if lines().count() > CASES_MAX {
        return Err(Error::Invalid(format!("a set has at most {CASES_MAX} cases")));
    }
    for (line, number) in lines() {
        let judged = case(line, lists);
        report.add(judged.map_err(|fault| Error::Invalid(format!("line {number}: {fault}")))?);
    }
    Ok(())
}

/// What a line is about its fields tell.
fn case(line: &str, lists: &Lists) -> Result<Judged> {
    let line: Value =
        serde_json::from_str(line).map_err(|fault| Error::invalid(fault.to_string()))?;
    if line.get("sentence").is_some() {
        sentences::judge(line, lists)
    } else if line.get("list").is_some() {
        judge_service(line, lists)
    } else if line.get("as").is_some() {
        judge_name(line, lists)
    } else {
        times::judge(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::speech::report::Came;

    const PRICES: &str = r#"{"small": {"services": [{"key": "cut", "name": "Haarschnitt"}]}}"#;
    const ROSTERS: &str = r#"{"few": {"staff": [{"id": "e", "name": "Emma Vogel"}]}}"#;

    fn judged(lines: &[&str]) -> Result<Report> {
        let lists = Lists::read(PRICES, ROSTERS)?;
        let mut report = Report::default();
        judge(&lines.join("\n"), &lists, &mut report).map(|()| report)
    }

    #[test]
    fn a_line_is_judged_by_its_fields() {
        let report = judged(&[
            r#"{"said":[{"field":"time","text":"14:30"}],"lang":"de","now":"2026-12-01T10:00","kind":"a","want":{"from_time":"14:30","to_time":"14:30","exact":true}}"#,
            r#"{"said":[{"field":"time","text":"14:30"}],"lang":"de","now":"2026-12-01T10:00","kind":"b","want":{"from_time":"15:30","to_time":"15:30","exact":true}}"#,
            r#"{"said":[{"field":"time","text":"um 25 Uhr"}],"lang":"de","now":"2026-12-01T10:00","kind":"c","want":"ask"}"#,
            r#"{"said":[{"field":"time","text":"um 25 Uhr"}],"lang":"de","now":"2026-12-01T10:00","kind":"d","want":{}}"#,
            "",
            r#"{"said":"Haarschnitt","lang":"de","list":"small","want":"cut","kind":"e"}"#,
            r#"{"said":"Haarschnitt","lang":"de","list":"small","want":"ask","kind":"f"}"#,
            r#"{"said":"die Emma","as":"staff","roster":"few","want":"e","kind":"g"}"#,
            r#"{"said":"null","as":"customer","want":"Kim Muster","kind":"h"}"#,
            r#"{"sentence":"Haarschnitt bei Emma","lang":"de","now":"2026-12-01T10:00","list":"small","roster":"few","want":{"service":"cut","staff":"e"},"kind":"i"}"#,
            r#"{"sentence":"Haarschnitt bei Emma","lang":"de","now":"2026-12-01T10:00","list":"small","roster":"few","want":{"service":"cut"},"kind":"j"}"#,
            r#"{"sentence":"Haarschnitt bei Ema","lang":"de","now":"2026-12-01T10:00","list":"small","roster":"few","want":{"service":"cut","staff":"e"},"kind":"k"}"#,
        ])
        .unwrap();
        let came = |kind: &str| {
            let row = report.rows.iter().find(|row| row.kind == kind).unwrap();
            (row.right, row.asked, row.wrong)
        };
        let (right, asked, wrong) = ((1, 0, 0), (0, 1, 0), (0, 0, 1));
        for (kind, wanted) in [
            ("a", right),
            ("b", wrong),
            ("c", right),
            ("d", asked),
            ("e", right),
            ("f", wrong),
            ("g", right),
            ("h", wrong),
            ("i", right),
            ("j", wrong),
            ("k", asked),
        ] {
            assert_eq!(came(kind), wanted, "{kind}");
        }
        let missed: Vec<Came> = report.missed.iter().map(|one| one.came).collect();
        assert_eq!(
            missed,
            [Came::Wrong, Came::Asked, Came::Wrong, Came::Wrong, Came::Wrong, Came::Asked]
        );
    }

    #[test]
    fn a_line_that_is_no_case_is_named() {
        for (line, word) in [
            ("{", "line 2: "),
            ("{}", "said"),
            (r#"{"said":"x","lang":"de","list":"no","want":"ask","kind":"k"}"#, "no price list"),
            (r#"{"said":"x","lang":"de","list":"small","want":"no","kind":"k"}"#, "no service"),
            (r#"{"said":"x","as":"staff","roster":"no","want":"ask","kind":"k"}"#, "no roster"),
            (
                r#"{"said":[{"field":"x","text":""}],"lang":"de","now":"2026-12-01T10:00","want":"ask","kind":"k"}"#,
                "no field",
            ),
            (r#"{"said":[],"lang":"fr","now":"2026-12-01T10:00","want":"ask","kind":"k"}"#, "lang"),
            (r#"{"said":[],"lang":"de","now":"today","want":"ask","kind":"k"}"#, "now"),
            (
                r#"{"sentence":"x","lang":"de","now":"2026-12-01T10:00","list":"small","roster":"no","want":"ask","kind":"k"}"#,
                "no roster",
            ),
            (
                r#"{"said":[],"lang":"de","now":"2026-12-01T10:00","want":{"day":1},"kind":"k"}"#,
                "want",
            ),
        ] {
            let error = judged(&["", line]).expect_err(line);
            let told = error.to_string();
            assert!(told.starts_with("line 2: ") && told.contains(word), "{told}");
        }
    }
}
