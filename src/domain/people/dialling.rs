//! How the numbers of countries are dialled: what becomes of the 0 before an area code when a call comes from abroad.

/// Country codes whose national numbers begin with a 0 that is left out from abroad. No number goes on with a 0 behind
/// one of these.
const DROPS_ZERO: &[&str] = &[
    "20", "27", "31", "32", "33", "40", "41", "43", "44", "46", "49", "51", "60", "61", "62", "63",
    "64", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98", "212", "213",
    "218", "234", "254", "255", "353", "355", "358", "359", "370", "373", "374", "380", "381",
    "382", "383", "385", "386", "387", "389", "421", "961", "972",
];
/// Country codes whose numbers begin with a 0 also from abroad, as Italy's do.
const KEEPS_ZERO: &[&str] = &["39", "225", "241", "242", "378", "379"];
/// Country codes without any 0 before a number, and how many digits a number has there.
const NO_ZERO: [(&str, usize); 8] =
    [("1", 10), ("30", 10), ("34", 9), ("45", 8), ("47", 8), ("48", 9), ("351", 9), ("420", 9)];
/// Italy's mobile numbers, which begin with a 3 and have no 0 before it.
const ITALY: &str = "39";
const ITALIAN_MOBILE_DIGITS: [usize; 2] = [9, 10];
/// From so many digits on, a number without `+` and 0 can only be one with its country code.
const WITH_COUNTRY_DIGITS_MIN: usize = 12;
/// Digits, the code included, from which on a number that begins with the salon's own country code has it.
const WITH_OWN_COUNTRY_DIGITS_MIN: usize = 10;

/// The digits behind a country code, if that is one whose numbers drop their 0 from abroad.
fn behind_code(digits: &str) -> Option<(&str, &str)> {
    DROPS_ZERO.iter().find_map(|code| Some((*code, digits.strip_prefix(code)?)))
}

/// A number with its country code, without the 0 that is only dialled inside the country: `49030…` is `4930…`.
pub(crate) fn without_trunk_zero(digits: &str) -> String {
    match behind_code(digits).and_then(|(code, rest)| Some((code, rest.strip_prefix('0')?))) {
        Some((code, rest)) => format!("{code}{rest}"),
        None => digits.to_owned(),
    }
}

/// The same number with that 0, as a telephone network may have sent it; `None` where there is none.
pub(crate) fn with_trunk_zero(digits: &str) -> Option<String> {
    behind_code(digits).map(|(code, rest)| format!("{code}0{rest}"))
}

/// Whether a number with its country code, behind `+` or `00`, has a 0 before its area code also from abroad.
pub(crate) fn keeps_zero(number: &str) -> bool {
    let digits = number.trim_start_matches(['+', '0']);
    KEEPS_ZERO.iter().any(|code| digits.starts_with(code))
}

/// Whether no number goes on so: two 0 behind a country code.
pub(crate) fn is_impossible(digits: &str) -> bool {
    behind_code(digits).is_some_and(|(_, rest)| rest.starts_with('0'))
}

/// A number as it is dialled inside a country, with the country's code; `None` if it is none there.
pub(crate) fn from_inside(digits: &str, country: &str) -> Option<String> {
    let is_without_zero = NO_ZERO.iter().find(|(code, _)| *code == country);
    if let Some((_, length)) = is_without_zero {
        let fits = digits.len() == *length && !digits.starts_with('0');
        return fits.then(|| format!("{country}{digits}"));
    }
    if KEEPS_ZERO.contains(&country) {
        let is_mobile = country == ITALY
            && digits.starts_with('3')
            && ITALIAN_MOBILE_DIGITS.contains(&digits.len());
        return (digits.starts_with('0') || is_mobile).then(|| format!("{country}{digits}"));
    }
    digits.strip_prefix('0').map(|rest| format!("{country}{rest}"))
}

/// Whether a number without `+` and 0 begins with its country code: the salon's own, or so many digits that it can be
/// nothing else.
pub(crate) fn has_country_code(digits: &str, country: &str) -> bool {
    let is_own = digits.starts_with(country)
        && match NO_ZERO.iter().find(|(code, _)| *code == country) {
            Some((code, length)) => digits.len() == code.len().saturating_add(*length),
            None => digits.len() >= WITH_OWN_COUNTRY_DIGITS_MIN,
        };
    let is_closed = |(code, length): &(&str, usize)| {
        digits.strip_prefix(code).is_some_and(|rest| rest.len() != *length)
    };
    let is_long = digits.len() >= WITH_COUNTRY_DIGITS_MIN && !digits.starts_with('0');
    is_own || (is_long && !NO_ZERO.iter().any(is_closed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_stays_or_goes_as_the_country_has_it() {
        for (digits, expected) in [
            ("4903023125101", "493023125101"),
            ("493023125101", "493023125101"),
            ("4402079460000", "442079460000"),
            ("430158800", "43158800"),
            ("390612345678", "390612345678"),
            ("12125550100", "12125550100"),
            ("353016710000", "35316710000"),
        ] {
            assert_eq!(without_trunk_zero(digits), expected, "{digits}");
        }
        assert_eq!(with_trunk_zero("493023125101").as_deref(), Some("4903023125101"));
        assert_eq!(with_trunk_zero("390612345678"), None);
        assert!(is_impossible("49030231"));
        assert!(!is_impossible("390612345"));
    }

    #[test]
    fn a_number_dialled_inside_a_country() {
        for (digits, country, expected) in [
            ("03023125101", "49", Some("493023125101")),
            ("23125101", "49", None),
            ("0612345678", "39", Some("390612345678")),
            ("3331234567", "39", Some("393331234567")),
            ("2125550100", "1", Some("12125550100")),
            ("0125550100", "1", None),
            ("612345678", "34", Some("34612345678")),
            ("061234567", "36", Some("3661234567")),
        ] {
            assert_eq!(from_inside(digits, country).as_deref(), expected, "{digits} {country}");
        }
    }

    #[test]
    fn a_code_without_its_plus_is_seen_only_where_nothing_else_is_possible() {
        for (digits, country, expected) in [
            ("493023125101", "49", true),
            ("4989123456", "49", true),
            ("49112345", "49", false),
            ("3023125101", "49", false),
            ("436991234567", "49", true),
            ("12125550100", "1", true),
            ("1212555010", "1", false),
            ("123456789012", "49", false),
        ] {
            assert_eq!(has_country_code(digits, country), expected, "{digits} {country}");
        }
    }
}
