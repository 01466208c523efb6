//! What a suggestion's score is made of, in one sentence for the desk.

use crate::domain::language::Language;
use crate::domain::suggest::ranking::Suggestion;
use crate::domain::suggest::slip::{Slip, Slipped};
use crate::domain::suggest::weights::Feature;

/// From this likeness on a feature fits, of 100; below it is similar.
const FITS_WELL_FROM: u8 = 85;

/// For example `Name 41, Leistungen 22, Filiale 5`: each feature that added anything, in a fixed order. A damaged name
/// comes with what happened to it: `Name 17 (Vorname: zwei Buchstaben vertauscht)`. Holds no names of people.
pub fn sentence(suggestion: &Suggestion, language: Language) -> String {
    let added = suggestion.shares.iter().filter(|(_, number)| *number > 0);
    let told = added.map(|(feature, number)| {
        let told = format!("{} {number}", label(*feature, language));
        match slipped(&suggestion.slips, language) {
            Some(why) if *feature == Feature::Name => format!("{told} ({why})"),
            _ => told,
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

/// What speaks for a suggestion, in a sentence without a number: what weighs most first. Holds no names of people.
pub fn because(suggestion: &Suggestion, language: Language) -> String {
    let mut shares: Vec<(Feature, u8)> =
        suggestion.shares.iter().copied().filter(|(_, number)| *number > 0).collect();
    // Stable: of equals in the features' order.
    shares.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let clauses = shares.iter().map(|(feature, _)| {
        let likeness = suggestion.likeness.iter().find(|(own, _)| own == feature);
        let is_close = likeness.is_some_and(|(_, fits)| *fits >= FITS_WELL_FROM);
        let told = clause(*feature, is_close, language);
        match slipped(&suggestion.slips, language) {
            Some(why) if *feature == Feature::Name => format!("{told} ({why})"),
            _ => told.to_owned(),
        }
    });
    let mut clauses: Vec<String> = clauses.collect();
    let Some(last) = clauses.pop() else {
        return language.pick("Es spricht wenig dafür.", "Little speaks for it.").to_owned();
    };
    let and = language.pick("und", "and");
    let told = match clauses.is_empty() {
        true => last,
        false => format!("{} {and} {last}", clauses.join(", ")),
    };
    let mut letters = told.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn clause(feature: Feature, is_close: bool, language: Language) -> &'static str {
    match (feature, is_close) {
        (Feature::Name, true) => language.pick("der Name passt", "the name fits"),
        (Feature::Name, false) => language.pick("der Name ist ähnlich", "the name is similar"),
        (Feature::Handle, true) => {
            language.pick("E-Mail oder Benutzername passen", "the e-mail or username fits")
        }
        (Feature::Handle, false) => language
            .pick("E-Mail oder Benutzername sind ähnlich", "the e-mail or username is similar"),
        (Feature::Services, true) => language.pick("die Leistungen passen", "the services fit"),
        (Feature::Services, false) => {
            language.pick("die Leistungen passen zum Teil", "some of the services fit")
        }
        (Feature::Weekdays, true) => language.pick("die Wochentage passen", "the weekdays fit"),
        (Feature::Weekdays, false) => {
            language.pick("die Wochentage passen zum Teil", "some of the weekdays fit")
        }
        (Feature::Branch, true) => language.pick("die Filiale passt", "the branch fits"),
        (Feature::Branch, false) => {
            language.pick("die Filiale passt zum Teil", "the branch fits in part")
        }
    }
}

/// For example `Vorname: ein Buchstabe fehlt; Nachname: zwei Buchstaben vertauscht`.
fn slipped(slips: &[(Slipped, Slip)], language: Language) -> Option<String> {
    let told = slips.iter().map(|(part, slip)| match slip {
        Slip::Torn => slip.told(language).to_owned(),
        _ => format!("{}: {}", part.told(language), slip.told(language)),
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// The same of shares that were kept, or of weights.
pub fn numbers(of: &[(Feature, u8)], language: Language) -> String {
    let added = of.iter().filter(|(_, number)| *number > 0);
    let told: Vec<String> =
        added.map(|(feature, number)| format!("{} {number}", label(*feature, language))).collect();
    told.join(", ")
}

/// What a feature is called.
pub fn label(feature: Feature, language: Language) -> &'static str {
    match feature {
        Feature::Name => "Name",
        Feature::Handle => language.pick("E-Mail/Benutzername", "e-mail/username"),
        Feature::Services => language.pick("Leistungen", "services"),
        Feature::Weekdays => language.pick("Wochentage", "weekdays"),
        Feature::Branch => language.pick("Filiale", "branch"),
    }
}
