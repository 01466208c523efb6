//! A few hundred cases of the attack by answers that lie in one field; `cargo test --test attack` runs all of them.

use crate::attack::case::CASES_PER_PROGRAM;
use crate::attack::tally::run;

/// From here on, so that the whole run begins with others.
const FIRST_CASE: u64 = 100_000;
const PROGRAMS: u64 = 2;

#[test]
fn nothing_false_is_told_and_nobody_elses_booking_is_touched() {
    let cases = FIRST_CASE..FIRST_CASE + PROGRAMS * CASES_PER_PROGRAM;
    let tally = run(cases, 2, false);
    assert!(tally.is_clean(), "{}\n{}", tally.summary(), tally.printed.join("\n"));
    assert_eq!(tally.cases, PROGRAMS * CASES_PER_PROGRAM);
}
