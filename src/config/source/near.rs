//! The known name that an unknown one was probably meant to be.

/// Of a name's letters so many may be wrong: one in three.
const LETTERS_A_MISTAKE: usize = 3;

/// The nearest of the known names, if one is near.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase().replace('-', "_");
    let far = (name.chars().count() / LETTERS_A_MISTAKE).max(1);
    let distances = known.into_iter().map(|known| {
        let apart = strsim::damerau_levenshtein(&name, &known.to_lowercase());
        // A part of it left out, or too much of it said: `url` for `hook_url`, `timezone` for `time_zone`.
        let is_part = name.len() > 2
            && (known.split('_').any(|part| part == name)
                || name.split('_').any(|part| part == known));
        (if is_part { apart.min(far) } else { apart }, known)
    });
    distances.filter(|(apart, _)| *apart <= far).min_by_key(|(apart, _)| *apart).map(|(_, one)| one)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let known = ["base_url", "api_key", "time_zone", "name", "hook_url", "key"];
        for (said, meant) in [
            ("base_ulr", Some("base_url")),
            ("Api-Key", Some("api_key")),
            ("timezone", Some("time_zone")),
            ("nam", Some("name")),
            ("hook", Some("hook_url")),
            ("surprise", None),
            ("", None),
        ] {
            assert_eq!(nearest(said, known), meant, "{said}");
        }
    }
}
