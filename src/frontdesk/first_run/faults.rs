//! What is wrong with the answers: the faults that `check-config` would tell of the file, each at the field that it comes
//! from, in the language of who reads the page.

use crate::config::Fault;
use crate::domain::language::Language;
use crate::frontdesk::first_run::answers::{Answers, STEPS, Step};
use crate::frontdesk::first_run::salon::{Described, described};
use std::collections::BTreeMap;

/// Secrets that begin so point elsewhere: in the file, not in the page.
const POINTERS: [&str; 2] = ["env:", "file:"];
/// How a fault's mend names what was probably meant.
const MEANT: &str = "Did you mean ";

/// Where something is wrong: the step and the field, empty for the whole step.
type Place = (Step, String);

/// Everything that is wrong, by its place; of several at one field the first.
pub(crate) fn all(
    answers: &Answers,
    said: &[(&'static str, String)],
    language: Language,
) -> BTreeMap<Place, String> {
    let described = described(answers, said);
    let mut told = BTreeMap::new();
    for (place, sentence) in own_faults(answers, &described, language) {
        told.entry(place).or_insert(sentence);
    }
    for fault in described.salon.all_faults() {
        let place = place(&fault.key, &described);
        let sentence = sentence(&fault, &place.1, language);
        told.entry(place).or_insert(sentence);
    }
    told
}

/// The same of one step alone, by field.
pub(crate) fn of_step(
    answers: &Answers,
    step: Step,
    said: &[(&'static str, String)],
    language: Language,
) -> BTreeMap<String, String> {
    let all = all(answers, said, language).into_iter();
    all.filter(|((at, _), _)| *at == step).map(|((_, field), told)| (field, told)).collect()
}

/// The first step at which something is wrong, if anything is.
pub(crate) fn first(answers: &Answers, said: &[(&'static str, String)]) -> Option<Step> {
    let all = all(answers, said, Language::En);
    STEPS.into_iter().find(|step| all.keys().any(|(at, _)| at == step))
}

/// What no file could tell: what is not a number, what points elsewhere, what nobody does.
fn own_faults(
    answers: &Answers,
    described: &Described,
    language: Language,
) -> Vec<(Place, String)> {
    let mut faults = Vec::new();
    for (step, name) in
        [(Step::Calcom, "api_key"), (Step::Calcom, "webhook_secret"), (Step::Retell, "api_key")]
    {
        let text = answers.get(step, name);
        if POINTERS.iter().any(|start| text.starts_with(start)) {
            let told = language.pick(
                "Hier steht der Schlüssel selbst, kein Verweis auf ihn.",
                "Here stands the key itself, nothing that points at it.",
            );
            faults.push(((step, name.to_owned()), told.to_owned()));
        }
    }
    if answers.of(Step::Calcom).is_some() && answers.get(Step::Calcom, "api_key").is_empty() {
        let told = language.pick("Der Schlüssel fehlt.", "The key is missing.");
        faults.push(((Step::Calcom, "api_key".to_owned()), told.to_owned()));
    }
    for one in &described.services {
        if !one.has_minutes {
            let told =
                language.pick("Ganze Minuten, zum Beispiel 45.", "Whole minutes, such as 45.");
            faults.push(((Step::Services, format!("{}.minutes", one.field)), told.to_owned()));
        }
        if one.entry.staff.is_empty() {
            let told = language.pick("Wer macht das?", "Who does it?");
            faults.push(((Step::Services, format!("{}.who", one.field)), told.to_owned()));
        }
    }
    faults
}

/// Where the value of a key was typed.
fn place(key: &str, described: &Described) -> Place {
    let at = |step, field: &str| (step, field.to_owned());
    match key {
        "company.key" | "company.name" => return at(Step::Salon, "name"),
        "calcom.api_key" => return at(Step::Calcom, "api_key"),
        "calcom.base_url" => return at(Step::Calcom, "base_url"),
        "retell_agent.base_url" => return at(Step::Retell, "base_url"),
        "retell_agent.number" => return at(Step::Retell, "number"),
        "server.public_url" => return at(Step::Retell, "public_url"),
        _ => {}
    }
    if let Some(field) = key.strip_prefix("company.") {
        return at(Step::Salon, field);
    }
    if key.starts_with("calcom.webhook_secrets") {
        return at(Step::Calcom, "webhook_secret");
    }
    if key.starts_with("retell.api_keys") {
        return at(Step::Retell, "api_key");
    }
    if key.starts_with("branches") {
        return at(Step::Salon, if key.ends_with("hours") { "hours" } else { "branch" });
    }
    if let Some((person, field)) = entry(key, "staff", &described.people) {
        let field = if field.starts_with("emails") { "email" } else { "name" };
        return (Step::People, format!("p{}.{field}", person.row));
    }
    if let Some((service, _)) = entry(key, "services", &described.services) {
        return (Step::Services, service.field.clone());
    }
    // Whatever else is wrong with the file came with the first step.
    at(Step::Salon, "")
}

/// The entry of a list that a key names, and what follows: `staff[2].name`.
fn entry<'a, 'k, T>(key: &'k str, list: &str, all: &'a [T]) -> Option<(&'a T, &'k str)> {
    let (place, rest) = key.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
    Some((all.get(place.parse::<usize>().ok()?)?, rest.trim_start_matches('.')))
}

fn sentence(fault: &Fault, field: &str, language: Language) -> String {
    match language {
        Language::En => fault.sentence(),
        Language::De => german(fault, field),
    }
}

/// What a file's reader is told in English, as the page says it.
fn german(fault: &Fault, field: &str) -> String {
    let name = field.rsplit('.').next().unwrap_or(field);
    let told = match name {
        "name" | "branch" => "Ein Name ist eine Zeile mit 1 bis 100 Zeichen, ohne Steuerzeichen.",
        "time_zone" => match fault.mend.split_once(MEANT) {
            Some((_, near)) => {
                return format!(
                    "Diese Zeitzone gibt es nicht. Meintest du {}?",
                    near.trim_end_matches('?')
                );
            }
            None => "Diese Zeitzone gibt es nicht. Sie heißt zum Beispiel Europe/Berlin.",
        },
        "country_code" => "Die Vorwahl ist ein Plus und 1 bis 3 Ziffern, in Deutschland +49.",
        "language" => "Deutsch oder Englisch.",
        "hours" => {
            "Zeiten stehen da wie 09:00-18:00, mit Mittagspause wie 09:00-12:30, 13:30-18:00."
        }
        "email" => "Das ist keine E-Mail-Adresse, oder sie steht schon bei jemand anderem.",
        "base_url" => "Die Adresse des Servers, mit https:// davor und ohne / am Ende.",
        "public_url" => "Eine Adresse mit https:// davor und ohne / am Ende.",
        "number" => "Die Nummer mit Landesvorwahl, zum Beispiel +493023125100.",
        "api_key" | "webhook_secret" => {
            "Ein Schlüssel hat keine Leerzeichen am Rand und steht in einer Zeile. Bitte noch einmal kopieren."
        }
        _ if field.starts_with("t.") || field.starts_with('s') => {
            "So geht es nicht: ein Name in einer Zeile, und 1 bis 1440 Minuten."
        }
        _ => return fault.sentence(),
    };
    told.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontdesk::first_run::answers::Fields;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn good() -> Answers {
        Answers::default()
            .with(
                Step::Salon,
                fields(&[
                    ("name", "Salon"),
                    ("time_zone", "Europe/Berlin"),
                    ("language", "de"),
                    ("country_code", "+49"),
                ]),
            )
            .with(Step::Calcom, fields(&[("api_key", "cal_x")]))
            .with(Step::People, fields(&[("rows", "1"), ("p0.name", "Emma Vogel")]))
            .with(
                Step::Services,
                fields(&[
                    ("rows", "1"),
                    ("s0.name", "Schnitt"),
                    ("s0.minutes", "45"),
                    ("s0.who.emma-vogel", "1"),
                ]),
            )
            .with(Step::Retell, fields(&[]))
    }

    #[test]
    fn a_good_salon_has_no_fault() {
        assert_eq!(all(&good(), &[], Language::De), BTreeMap::new());
        assert_eq!(first(&good(), &[]), None);
    }

    /// Each kind of wrong answer is told at its own field, in both languages, and nothing else is.
    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        type Case = (Step, &'static [(&'static str, &'static str)], &'static str, &'static str);
        let cases: [Case; 17] = [
            (Step::Salon, &[("name", "")], "name", "Ein Name"),
            (Step::Salon, &[("name", "a\nb")], "name", "Ein Name"),
            (Step::Salon, &[("branch", "\u{202e}x")], "branch", "Ein Name"),
            (Step::Salon, &[("time_zone", "Berlin")], "time_zone", "Meintest du Europe/Berlin?"),
            (Step::Salon, &[("country_code", "Germany")], "country_code", "+49"),
            (Step::Salon, &[("language", "fr")], "language", "Englisch"),
            (Step::Salon, &[("friday", "9-18")], "hours", "09:00-18:00"),
            (Step::Calcom, &[("api_key", "")], "api_key", "fehlt"),
            (Step::Calcom, &[("api_key", "file:/etc/passwd")], "api_key", "kein Verweis"),
            (Step::Calcom, &[("base_url", "http://api.cal.com")], "base_url", "https://"),
            (Step::People, &[("p0.email", "emma")], "p0.email", "E-Mail"),
            (Step::People, &[("p0.name", ""), ("p0.email", "e@salon.example")], "p0.name", "Name"),
            (Step::Services, &[("s0.minutes", "bald")], "s0.minutes", "Minuten"),
            (Step::Services, &[("s0.minutes", "100000")], "s0", "1440"),
            (Step::Services, &[("s0.who.emma-vogel", "")], "s0.who", "Wer"),
            (Step::Retell, &[("public_url", "termine.example")], "public_url", "https://"),
            (Step::Retell, &[("number", "030 1")], "number", "Landesvorwahl"),
        ];
        for (step, changes, field, word) in cases {
            let mut typed = good().of(step).unwrap().clone();
            typed.extend(fields(changes));
            let answers = good().with(step, typed);
            for language in [Language::De, Language::En] {
                let told = all(&answers, &[], language);
                let at = told.get(&(step, field.to_owned()));
                let told_well = at.is_some_and(|at| language == Language::En || at.contains(word));
                assert!(told_well, "{changes:?} {language:?}: {told:?}");
                let is_elsewhere = |((at, _), _): &((Step, String), String)| {
                    *at != step && !changes.iter().any(|(name, _)| *name == "p0.name")
                };
                let elsewhere: Vec<_> = told.clone().into_iter().filter(is_elsewhere).collect();
                assert!(elsewhere.is_empty(), "{changes:?}: {elsewhere:?}");
            }
            assert_eq!(first(&answers, &[]), Some(step), "{changes:?}");
        }
    }
}
