//! What a suggestion's score is made of, in one sentence for the desk.

use crate::domain::language::Language;
use crate::domain::suggest::ranking::Suggestion;
use crate::domain::suggest::slip::{Slip, Slipped};
use crate::domain::suggest::weights::Feature;

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
