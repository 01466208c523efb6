//! What is asked back, whole sentences in the caller's language. At most four services are read out.

use super::shelf::Named;
use crate::domain::language::Language;

/// The most services that are read out: nobody keeps more in mind.
const NAMES_MAX: usize = 4;
/// The longest piece of what was said that is repeated.
const ECHO_CHARS_MAX: usize = 40;

/// "Welche Leistung darf es sein?", with what there is.
pub fn which_of_all(services: &[Named], language: Language) -> String {
    let names: Vec<&str> = services.iter().map(|one| one.name).collect();
    let offer = offer(&names, language);
    language.pick(
        format!("Welche Leistung darf es sein? {offer}"),
        format!("Which service would you like? {offer}"),
    )
}

/// "Wir haben: …", or "Wir haben unter anderem: …".
fn offer(names: &[&str], language: Language) -> String {
    let (read, is_all) = some(names);
    if read.is_empty() {
        return language.pick("Worum geht es?".to_owned(), "What is it about?".to_owned());
    }
    let list = listed(&read, language.pick("und", "and"));
    match is_all {
        true => language.pick(format!("Wir haben: {list}."), format!("We have: {list}.")),
        false => language.pick(
            format!("Wir haben unter anderem: {list}."),
            format!("We have {list}, among others."),
        ),
    }
}

/// What was said is none of ours.
pub(super) fn unknown(said: &str, all: &[&str], language: Language) -> String {
    let offer = offer(all, language);
    match echo(said) {
        Some(said) => language.pick(
            format!("Die Leistung {said} kenne ich nicht. {offer}"),
            format!("I do not know the service {said}. {offer}"),
        ),
        None => language.pick(
            format!("Diese Leistung kenne ich nicht. {offer}"),
            format!("I do not know that service. {offer}"),
        ),
    }
}

/// Several may be meant.
pub(super) fn which(names: &[&str], language: Language) -> String {
    let (read, is_all) = some(names);
    let list = listed(&read, language.pick("oder", "or"));
    match is_all {
        true => language.pick(format!("Meinen Sie {list}?"), format!("Do you mean {list}?")),
        false => language.pick(
            format!("Meinen Sie zum Beispiel {list}?"),
            format!("Do you mean {list}, for example?"),
        ),
    }
}

/// Something that was said is not on the list; `near` is what may be meant instead.
pub(super) fn missing(said: &str, near: &[&str], all: &[&str], language: Language) -> String {
    let said = echo(said).unwrap_or_else(|| language.pick("Das", "That").to_owned());
    let behind = if near.is_empty() { offer(all, language) } else { which(near, language) };
    language.pick(
        format!("{said} steht nicht auf unserer Liste. {behind}"),
        format!("{said} is not on our list. {behind}"),
    )
}

/// Two or more visits.
pub(super) fn one_by_one(names: &[&str], language: Language) -> String {
    let (read, _) = some(names);
    let list = listed(&read, language.pick("oder", "or"));
    language.pick(
        format!("Diese Leistungen buche ich nacheinander. Womit fangen wir an: {list}?"),
        format!("I book these one after the other. Which one first: {list}?"),
    )
}

/// More than one person; `near` is what may be meant for the first.
pub(super) fn one_person(near: &[&str], language: Language) -> String {
    let behind = if near.is_empty() {
        language
            .pick(
                "Welche Leistung darf es für die erste Person sein?",
                "What shall it be for the first one?",
            )
            .to_owned()
    } else {
        which(near, language)
    };
    language.pick(
        format!("Ich buche für eine Person nach der anderen. Zuerst für die erste: {behind}"),
        format!("I book for one person at a time. For the first one: {behind}"),
    )
}

/// Something is not to be done; no service says that it is without it.
pub(super) fn without(refused: &str, near: &[&str], all: &[&str], language: Language) -> String {
    if near.is_empty() {
        let offer = offer(all, language);
        return language.pick(
            format!("Welche Leistung darf es dann sein? {offer}"),
            format!("Which service shall it be, then? {offer}"),
        );
    }
    let which = which(near, language);
    match echo(refused) {
        Some(refused) => language.pick(
            format!("Ohne {refused}, verstanden. {which}"),
            format!("Without {refused}, I see. {which}"),
        ),
        None => which,
    }
}

/// The names that are read out, and whether they are all.
fn some<'a>(names: &[&'a str]) -> (Vec<&'a str>, bool) {
    let read: Vec<&str> = names.iter().copied().take(NAMES_MAX).collect();
    let is_all = read.len() == names.len();
    (read, is_all)
}

/// `A, B oder C`.
fn listed(names: &[&str], word: &str) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} {word} {last}", before.join(", ")),
    }
}

/// What was said as it may be repeated: short, letters and digits with a little punctuation.
fn echo(said: &str) -> Option<String> {
    let speakable = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-');
    let is_plain = said.chars().all(speakable) && said.chars().any(char::is_alphanumeric);
    let is_short = said.chars().count() <= ECHO_CHARS_MAX;
    (is_plain && is_short).then(|| said.to_owned())
}
