//! Telling people of the same name apart.

use std::collections::BTreeMap;

/// For each person the first of the forms given that nobody else is called by; the last one where all are shared.
/// Forms go from short to exact.
pub fn apart(people: &[Vec<String>]) -> Vec<String> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for forms in people {
        let mut own: Vec<&str> = forms.iter().map(String::as_str).collect();
        own.sort_unstable();
        own.dedup();
        for form in own {
            let count = known.entry(form).or_default();
            *count = count.saturating_add(1);
        }
    }
    let is_own = |form: &&String| known.get(form.as_str()) == Some(&1);
    people
        .iter()
        .map(|forms| forms.iter().find(is_own).or(forms.last()).cloned().unwrap_or_default())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn people_are_called_as_shortly_as_can_be() {
        let person = |forms: &[&str]| forms.iter().map(|form| (*form).to_owned()).collect();
        let people: Vec<Vec<String>> = vec![
            person(&["Ida", "Ida Böhm", "Ida Böhm (Nord)"]),
            person(&["Ida", "Ida Böhm", "Ida Böhm (Süd)"]),
            person(&["Emma", "Emma Vogel"]),
            person(&["Emma", "Emma Weiß"]),
            person(&["Cher", "Cher"]),
            vec![],
        ];
        assert_eq!(
            apart(&people),
            ["Ida Böhm (Nord)", "Ida Böhm (Süd)", "Emma Vogel", "Emma Weiß", "Cher", ""]
        );
    }
}
