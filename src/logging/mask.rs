//! Addresses and telephone numbers in outside text, such as a server's own words: left out of the log.

/// Stand in their place.
const ADDRESS: &str = "[address]";
const NUMBER: &str = "[number]";
/// A number with `+` or `00` has at least so many digits, one with `0` so many.
const ABROAD_DIGITS_MIN: usize = 7;
const AT_HOME_DIGITS_MIN: usize = 8;

/// The text without them. Times, ids and versions stay.
pub(crate) fn masked(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if let Some(end) = number(&chars, at) {
            kept.push_str(NUMBER);
            at = end;
        } else if c == '@'
            && let Some(end) = address(&chars, at)
        {
            // What stands before the sign was kept already.
            while kept.chars().next_back().is_some_and(is_name) {
                kept.pop();
            }
            kept.push_str(ADDRESS);
            at = end;
        } else {
            kept.push(c);
            at = at.saturating_add(1);
        }
    }
    kept
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// Where an address with this `@` ends.
fn address(chars: &[char], at: usize) -> Option<usize> {
    let is_host = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
    let begins = at.saturating_add(1);
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    let after = chars.get(begins..)?.iter().take_while(|c| is_host(c)).count();
    (before.is_some_and(|c| is_name(*c)) && after > 0).then(|| begins.saturating_add(after))
}

/// Where a telephone number that begins here ends.
fn number(chars: &[char], at: usize) -> Option<usize> {
    let first = *chars.get(at)?;
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    let is_inside =
        before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+'));
    if is_inside || !matches!(first, '+' | '0') {
        return None;
    }
    let (mut digits, mut end) = (0_usize, at);
    for (place, c) in chars.iter().enumerate().skip(at) {
        match c {
            '+' if place == at => {}
            '0'..='9' => {
                digits = digits.saturating_add(1);
                end = place.saturating_add(1);
            }
            ' ' | '-' | '/' | '(' | ')' | '\u{a0}' => {}
            '@' if end == place => return None,
            // It goes on as a word, an id or a time: no number.
            c if c.is_alphanumeric() || matches!(c, '_' | ':') => {
                if end == place {
                    return None;
                }
                break;
            }
            _ => break,
        }
    }
    let least = if first == '+' { ABROAD_DIGITS_MIN } else { AT_HOME_DIGITS_MIN };
    (digits >= least).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn addresses_and_numbers_are_left_out_and_ids_and_times_stay() {
        for (text, expected) in [
            ("409 attendee kim.m+x@mail.example exists", "409 attendee [address] exists"),
            ("<zoë@öztürk.example>: no", "<[address]>: no"),
            ("https://me:key@host.example/x", "https://me:[address]/x"),
            ("from +49 30 23125-101, again", "from [number], again"),
            ("(0151) 98765432", "([number]"),
            ("call 030 23125101.", "call [number]."),
            ("a\"+4915112345678\"b", "a\"[number]\"b"),
            (
                "saga 01934567-89ab-7cde-8f01-23456789abcd waits",
                "saga 01934567-89ab-7cde-8f01-23456789abcd waits",
            ),
            ("at 2026-11-30T03:00:00.000Z, 03:30", "at 2026-11-30T03:00:00.000Z, 03:30"),
            (
                "event type 1420209, host 7001, 0.1.0, 00:00:01",
                "event type 1420209, host 7001, 0.1.0, 00:00:01",
            ),
            ("@ and a@ and @b", "@ and a@ and @b"),
            ("", ""),
        ] {
            assert_eq!(masked(text), expected, "{text}");
        }
    }
}
