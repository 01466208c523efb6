//! Patterns for `LIKE … ESCAPE '\'`.

/// What has the text in it, as it is written: nothing in it is a sign of a pattern. Capital letters beyond ASCII count.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_no_pattern() {
        assert_eq!(containing("50%_a\\"), "%50\\%\\_a\\\\%");
    }
}
