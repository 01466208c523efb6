//! A share with one decimal, rounded in one way wherever it is shown: in the table, in a sentence, in a row of a day.

use crate::domain::language::Language;

/// In tenths of a per cent, rounded to the nearest and halves up, as the view `staff_assignment_quality` does; of nothing
/// it is all or none.
pub fn tenths(part: u64, whole: u64) -> u64 {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    let tenths = (part * 2000 + whole) / (whole * 2);
    u64::try_from(tenths).unwrap_or(u64::MAX)
}

/// As people write it: `96,9 %`.
pub fn percent(part: u64, whole: u64, language: Language) -> String {
    let tenths = tenths(part, whole);
    let point = language.pick(",", ".");
    format!("{}{point}{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_up_and_nothing_overflows() {
        let (de, en) = (Language::De, Language::En);
        for (part, whole, expected) in [
            (31, 32, "96,9 %"),
            (0, 9, "0,0 %"),
            (2, 9, "22,2 %"),
            (2, 3, "66,7 %"),
            (1, 16, "6,3 %"),
            (3, 16, "18,8 %"),
            (1, 1, "100,0 %"),
            (1, 0, "100,0 %"),
        ] {
            assert_eq!(percent(part, whole, de), expected);
        }
        assert_eq!(percent(u64::MAX, u64::MAX, en), "100.0 %");
        assert_eq!(percent(1999, 2000, en), "100.0 %");
        assert_eq!(tenths(u64::MAX, 1), u64::MAX);
    }
}
