//! What must hold of assigning and suggesting by name, measured on labelled pairs: the figures against their targets.

use crate::domain::Result;
use crate::domain::host::matching::THRESHOLD_DEFAULT;
use crate::domain::suggest::points::SUGGESTION_SCORE_MAX;
use crate::judge::pairs;
use crate::judge::pairs::Report;
use serde::Serialize;

/// Fewer pairs show little.
pub const PAIRS_MIN: usize = 300;
/// Of the pairs that a person would recognise, so many per cent must have their person first.
pub const RECOGNISED_PERCENT_MIN: usize = 95;
/// Thresholds at which nothing but equal names and addresses may assign: the lowest there is, any that a suggestion's
/// score would pass, the usual one, and the highest.
const THRESHOLDS: [u8; 5] = [0, 1, SUGGESTION_SCORE_MAX, THRESHOLD_DEFAULT, 100];

/// A figure against its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Target {
    pub what: &'static str,
    pub wanted: String,
    pub measured: String,
    pub met: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// In the order in which they are told.
    pub targets: Vec<Target>,
    /// The figures behind them, at the usual threshold.
    pub report: Report,
}

impl Measured {
    /// Whether every target is met.
    pub fn is_good(&self) -> bool {
        self.targets.iter().all(|target| target.met)
    }
}

/// Reads pairs, one JSON object a line, and measures. The error names the line that is none.
pub fn measure(text: &str) -> Result<Measured> {
    let pairs = pairs::read(text)?;
    let report = pairs::judge_pairs(&pairs, THRESHOLD_DEFAULT);
    // The same fold as `judge_pairs`, at every threshold: whatever is configured, no suggestion assigns.
    let by_machine: usize = THRESHOLDS.iter().map(|at| pairs::assigned_wrongly(&pairs, *at)).sum();
    Ok(Measured { targets: targets(&report, by_machine), report })
}

fn targets(report: &Report, by_machine: usize) -> Vec<Target> {
    let target = |what, wanted: &str, measured: String, met| Target {
        what,
        wanted: wanted.to_owned(),
        measured,
        met,
    };
    let (exact, exact_total) = (report.exact_found, report.exact_total);
    let (first, total) = (report.recognised_first, report.recognisable_total);
    let recognised = first.saturating_mul(100) >= total.saturating_mul(RECOGNISED_PERCENT_MIN);
    vec![
        target(
            "labelled pairs",
            &format!(">= {PAIRS_MIN}"),
            report.pairs.to_string(),
            report.pairs >= PAIRS_MIN,
        ),
        target(
            "automatic assignments that are wrong",
            "0",
            report.automatic_wrong.to_string(),
            report.automatic_wrong == 0,
        ),
        target(
            "exact folded names found",
            "100 %",
            format!("{} ({exact} of {exact_total})", percent(exact, exact_total)),
            exact_total > 0 && exact == exact_total,
        ),
        target(
            "right person first, of those a person would recognise",
            &format!(">= {RECOGNISED_PERCENT_MIN} %"),
            format!("{} ({first} of {total})", percent(first, total)),
            total > 0 && recognised,
        ),
        target(
            "wrong suggestions accepted by the machine, at any threshold",
            "0",
            format!("{by_machine}, and impossible by construction"),
            by_machine == 0,
        ),
    ]
}

/// For example `97.3 %`, cut and never rounded up to a target.
pub fn percent(part: usize, whole: usize) -> String {
    let tenths = part.saturating_mul(1000).checked_div(whole).unwrap_or(0);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Report {
        Report {
            pairs: 300,
            exact_found: 80,
            exact_total: 80,
            recognised_first: 95,
            recognisable_total: 100,
            ..Report::default()
        }
    }

    #[test]
    fn every_target_can_be_missed() {
        let met = |report: &Report, by_machine| {
            let targets = targets(report, by_machine);
            targets.iter().map(|target| target.met).collect::<Vec<_>>()
        };
        assert_eq!(met(&good(), 0), [true; 5]);
        for (report, by_machine, missed) in [
            (Report { pairs: 299, ..good() }, 0, 0),
            (Report { automatic_wrong: 1, ..good() }, 0, 1),
            (Report { exact_found: 79, ..good() }, 0, 2),
            (Report { exact_found: 0, exact_total: 0, ..good() }, 0, 2),
            (Report { recognised_first: 94, ..good() }, 0, 3),
            (Report { recognised_first: 0, recognisable_total: 0, ..good() }, 0, 3),
            (good(), 1, 4),
        ] {
            let mut expected = [true; 5];
            expected[missed] = false;
            assert_eq!(met(&report, by_machine), expected, "{missed}");
        }
    }

    #[test]
    fn a_share_is_cut_not_rounded() {
        assert_eq!(percent(9499, 10000), "94.9 %");
        assert_eq!(percent(1, 1), "100.0 %");
        assert_eq!(percent(1, 0), "0.0 %");
    }
}
