//! A bar for a day: as long as there were appointments, filled as far as they have a staff member.

use crate::domain::quality::rates::Verdict;
use std::env;
use std::io::{IsTerminal, stdout};

/// Cells of the busiest day.
const CELLS_MAX: u64 = 24;
const FILLED: &str = "█";
const OPEN: &str = "░";

/// Whether standard output may be coloured.
pub(crate) fn may_colour() -> bool {
    let is_bare = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || env::var_os("TERM").is_some_and(|value| value == "dumb");
    stdout().is_terminal() && !is_bare
}

/// The bar of a day, plain or with the colours of a terminal. Full only if all have a staff member, and empty only if
/// none has.
pub(crate) fn bar(
    total: u64,
    with_staff: u64,
    busiest: u64,
    verdict: Verdict,
    colours: bool,
) -> String {
    let scale = |part: u64, whole: u64, cells: u64| {
        let scaled = u128::from(part) * u128::from(cells) / u128::from(whole.max(1));
        u64::try_from(scaled).unwrap_or(cells).min(cells)
    };
    let cells = scale(total, busiest, CELLS_MAX).max(u64::from(total > 0));
    let filled = match with_staff {
        0 => 0,
        some if some >= total => cells,
        some => scale(some, total, cells).max(1).min(cells.saturating_sub(1)),
    };
    let repeated = |cell: &str, times: u64| cell.repeat(usize::try_from(times).unwrap_or(0));
    let open = repeated(OPEN, cells.saturating_sub(filled));
    let filled = repeated(FILLED, filled);
    match code(verdict).filter(|_| colours) {
        Some(code) => format!("\x1b[{code}m{filled}\x1b[0m{open}"),
        None => filled + &open,
    }
}

/// A verdict in the colour of its bar.
pub(crate) fn coloured(text: &str, verdict: Verdict, colours: bool) -> String {
    match code(verdict).filter(|_| colours) {
        Some(code) => format!("\x1b[{code}m{text}\x1b[0m"),
        None => text.to_owned(),
    }
}

/// Select Graphic Rendition: green, yellow, red.
fn code(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::Ok => Some(32),
        Verdict::Below | Verdict::Warn => Some(33),
        Verdict::Alarm => Some(31),
        Verdict::NoData => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_full_only_when_all_have_a_staff_member() {
        let plain = |total, staff, busiest| bar(total, staff, busiest, Verdict::Ok, false);
        for (total, staff, busiest, expected) in [
            (0, 0, 10, ""),
            (10, 10, 10, "████████████████████████"),
            (10, 0, 10, "░░░░░░░░░░░░░░░░░░░░░░░░"),
            (5, 5, 10, "████████████"),
            (8, 1, 24, "█░░░░░░░"),
            (8, 7, 24, "███████░"),
            (1000, 999, 1000, "███████████████████████░"),
            (1000, 1, 1000, "█░░░░░░░░░░░░░░░░░░░░░░░"),
            (1, 1, 1000, "█"),
            (2, 1, 1000, "░"),
        ] {
            assert_eq!(plain(total, staff, busiest), expected, "{staff} of {total} of {busiest}");
        }
        assert_eq!(plain(u64::MAX, u64::MAX, u64::MAX).chars().count(), 24);
        let red = bar(4, 2, 24, Verdict::Alarm, true);
        assert_eq!(red, "\x1b[31m██\x1b[0m░░");
        assert_eq!(bar(4, 2, 24, Verdict::NoData, true), "██░░");
    }
}
