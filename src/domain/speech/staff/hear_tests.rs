//! Whom callers mean, in the words they use.

use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::speech::reading::Word;
use crate::domain::speech::staff::hear::{Heard, hear};
use crate::domain::speech::staff::rest::hear_in_rest;
use proptest::prelude::*;

fn staff(id: &str, name: &str) -> StaffMember {
    StaffMember {
        id: StaffId(id.to_owned()),
        company: CompanyId(1),
        branch: Some(BranchId(1)),
        name: name.to_owned(),
        emails: vec![],
        active: true,
        pause_bookable_policy: None,
    }
}

fn roster() -> Vec<StaffMember> {
    vec![
        staff("jw", "Jürgen Weiß"),
        staff("ev", "Emma Vogel"),
        staff("er", "Emma Roth"),
        staff("al", "Anna-Lena van der Berg"),
        staff("mk", "Kröger, Mia Sophie"),
        staff("bl", "Bei Li"),
        staff("ay", "Ayşe Yıldız"),
        staff("kh", "Katharina Hofmann"),
        staff("nil", "Nil Aydın"),
        StaffMember { active: false, ..staff("gone", "Paula Ehemals") },
        StaffMember { branch: Some(BranchId(2)), ..staff("away", "Olga Nebenan") },
        StaffMember { company: CompanyId(2), ..staff("else", "Karl Fremd") },
    ]
}

const HERE: TenantContext = TenantContext { company: CompanyId(1), branch: Some(BranchId(1)) };

/// `one jw`, `several ev er`, `anybody`, …
fn told(heard: &Heard) -> String {
    let ids = |word: &str, ids: &[StaffId]| {
        let mut ids: Vec<&str> = ids.iter().map(|id| id.0.as_str()).collect();
        ids.sort_unstable();
        format!("{word} {}", ids.join(" "))
    };
    match heard {
        Heard::Anybody => "anybody".to_owned(),
        Heard::One(id) => format!("one {id}"),
        Heard::Several(all) => ids("several", all),
        Heard::AnyOf(all) => ids("any of", all),
        Heard::Near(all) => ids("near", all),
        Heard::Not(all) => ids("not", all),
        Heard::Elsewhere(all) => ids("elsewhere", all),
        Heard::Nobody { .. } => "nobody".to_owned(),
    }
}

#[test]
fn a_wish_finds_the_person_it_means() {
    for (said, expected) in [
        ("Jürgen Weiß", "one jw"),
        ("weiss, juergen", "one jw"),
        ("Weiß Jürgen", "one jw"),
        ("juergen", "one jw"),
        ("bei Jürgen", "one jw"),
        ("zum Jürgen", "one jw"),
        ("beim Jürgen bitte", "one jw"),
        ("bei Herrn Weiss", "one jw"),
        ("\"Jürgen\"", "one jw"),
        ("Jürgen.", "one jw"),
        ("JÜRGEN", "one jw"),
        ("wieder zum Jürgen wie letztes Mal", "one jw"),
        ("am liebsten Jürgen", "one jw"),
        ("Jürgen, wenn möglich", "one jw"),
        ("Jürgen, sonst egal", "one jw"),
        ("Jürgen's", "one jw"),
        ("with Jürgen please", "one jw"),
        ("I'd like to see Jürgen", "one jw"),
        ("Emma", "several er ev"),
        ("bei der Emma", "several er ev"),
        ("die Emma", "several er ev"),
        ("Emma V.", "one ev"),
        ("E. Roth", "one er"),
        ("Emma Roth", "one er"),
        ("Frau Vogel", "one ev"),
        ("Fr. Vogel", "one ev"),
        ("zur Frau Vogel", "one ev"),
        ("Mrs. Vogel", "one ev"),
        ("Chefin Emma Vogel", "one ev"),
        ("Emma, also die Frau Vogel", "one ev"),
        ("Anna-Lena", "one al"),
        ("anna lena", "one al"),
        ("Berg", "one al"),
        ("Frau van der Berg", "one al"),
        ("Mia", "one mk"),
        ("Mia Sophie", "one mk"),
        ("Mia Kröger", "one mk"),
        ("Frau Kroeger", "one mk"),
        ("Bei", "one bl"),
        ("bei Bei", "one bl"),
        ("  bei   bei li ", "one bl"),
        ("Nil", "one nil"),
        ("nicht Emma, sondern Mia", "one mk"),
        ("Mia, nicht Jürgen", "one mk"),
        ("lieber Mia als Jürgen", "one mk"),
    ] {
        assert_eq!(told(&hear(said, &roster(), HERE)), expected, "{said:?}");
    }
}

#[test]
fn what_is_not_certain_is_told_apart() {
    for (said, expected) in [
        ("egal", "anybody"),
        ("egal wer", "anybody"),
        ("keine Präferenz", "anybody"),
        ("null", "anybody"),
        ("", "anybody"),
        ("-", "anybody"),
        ("niemand", "anybody"),
        ("no preference", "anybody"),
        ("Jürgen oder Mia", "any of jw mk"),
        ("Jürgen oder die Mia, ganz egal", "any of jw mk"),
        ("Jürgen/Mia", "any of jw mk"),
        ("entweder Jürgen oder Mia", "any of jw mk"),
        ("Jürgen or Mia", "any of jw mk"),
        ("Emma oder Mia", "any of er ev mk"),
        ("nicht Emma oder Mia", "any of er ev mk"),
        ("nicht bei Jürgen", "not jw"),
        ("bloß nicht Jürgen", "not jw"),
        ("auf keinen Fall Jürgen", "not jw"),
        ("alle außer Jürgen", "not jw"),
        ("jeder, nur nicht Jürgen", "not jw"),
        ("anyone but Jürgen", "not jw"),
        ("someone other than Jürgen", "not jw"),
        ("weder Jürgen noch Mia", "not jw mk"),
        ("Ayse", "near ay"),
        ("Ayşe", "one ay"),
        ("Frau Yildiz", "near ay"),
        ("Aische", "near ay"),
        ("Jurgen", "near jw"),
        ("Jörgen", "near jw"),
        ("Ema", "near er ev"),
        ("Ema Vogel", "near ev"),
        ("Emma Fogel", "near ev"),
        ("Katherina", "near kh"),
        ("Kathi", "near kh"),
        ("Frau Hoffmann", "near kh"),
        ("Annalena", "near al"),
        ("Anna", "near al"),
        ("Sophie", "near mk"),
        ("Emma Weiß", "near er ev jw"),
        ("Jürgen mit den Locken", "near jw"),
        ("Olga", "elsewhere away"),
        ("bei der Olga", "elsewhere away"),
        ("Jürgen oder Olga", "one jw"),
        ("Roswitha", "nobody"),
        ("Paula", "nobody"),
        ("Karl", "nobody"),
        ("Em", "nobody"),
        ("bei Frau", "nobody"),
        ("die Chefin", "nobody"),
        ("eine Frau", "nobody"),
        ("wie immer", "nobody"),
        ("ja", "nobody"),
        ("💇", "nobody"),
        ("<b>Emma</b>", "nobody"),
        ("{{staff}}", "nobody"),
        ("0", "nobody"),
    ] {
        assert_eq!(told(&hear(said, &roster(), HERE)), expected, "{said:?}");
    }
}

#[test]
fn nobody_comes_with_the_names_that_exist() {
    let known: Vec<String> = roster().iter().take(9).map(|staff| staff.name.clone()).collect();
    assert_eq!(hear("Roswitha", &roster(), HERE), Heard::Nobody { known });
    let whole_company = TenantContext { branch: None, ..HERE };
    assert_eq!(hear("Olga", &roster(), whole_company), Heard::One(StaffId("away".to_owned())));
    assert_eq!(hear("Emma", &[], HERE), Heard::Nobody { known: vec![] });
    assert_eq!(hear("x", &[staff("x", "")], HERE), Heard::Nobody { known: vec![String::new()] });
    // A form of address makes a family name as likely as a first name.
    let peters = [staff("pk", "Peter Klein"), staff("jp", "Jonas Peter")];
    assert_eq!(told(&hear("Peter", &peters, HERE)), "one pk");
    assert_eq!(told(&hear("Herr Peter", &peters, HERE)), "several jp pk");
}

#[test]
fn a_long_text_costs_no_more_than_a_short_one() {
    for said in ["Emma ".repeat(400), "é".repeat(100_000), "a, ".repeat(1_000), "💇".repeat(500)]
    {
        assert_eq!(told(&hear(&said, &roster(), HERE)), "nobody");
    }
}

proptest! {
    #[test]
    fn nothing_that_is_said_ends_in_a_panic(said in any::<String>(), words in "(nicht |Emma |oder |, |bei |Vogel |als |J. ){0,12}") {
        for said in [said, words] {
            let heard = hear(&said, &roster(), HERE);
            // Whoever is heard is called so, at least nearly; and who left is never meant.
            prop_assert!(!told(&heard).contains("gone") && !told(&heard).contains("else "));
        }
    }
}

/// The words of a sentence that says nothing of time.
fn words(sentence: &str) -> Vec<Word> {
    let word =
        |word: &str| Word { said: word.to_owned(), left: word.to_owned(), ..Word::default() };
    sentence.split_whitespace().map(word).collect()
}

/// What is heard in a sentence, and the words that say it.
fn in_rest(sentence: &str) -> String {
    let words = words(sentence);
    match hear_in_rest(&words, &roster(), HERE) {
        Some(found) => {
            let used: Vec<&str> = found.used.iter().map(|at| words[*at].said.as_str()).collect();
            format!("{}: {}", told(&found.heard), used.join(" "))
        }
        None => "-".to_owned(),
    }
}

#[test]
fn a_wish_is_found_in_a_sentence() {
    for (sentence, expected) in [
        ("bei der Mia, Ansatz färben und schneiden", "one mk: bei der Mia,"),
        ("Haarschnitt beim Jürgen bitte", "one jw: beim Jürgen"),
        ("ich möchte wieder zum Jürgen Haare schneiden", "one jw: wieder zum Jürgen"),
        ("Färben am liebsten bei Frau Vogel", "one ev: am liebsten bei Frau Vogel"),
        ("Färben bei Emma", "several er ev: bei Emma"),
        ("Haarschnitt Jürgen", "one jw: Jürgen"),
        ("a haircut with Jürgen please", "one jw: with Jürgen"),
        (
            "bei Jürgen oder bei der Mia Haare schneiden",
            "any of jw mk: bei Jürgen oder bei der Mia",
        ),
        ("Haarschnitt aber nicht bei Jürgen", "not jw: nicht bei Jürgen"),
        ("schneiden bei der Ayse", "near ay: bei der Ayse"),
        ("schneiden bei Frau Yildiz", "near ay: bei Frau Yildiz"),
        ("Färben bei Frau Schulze", "nobody: bei Frau Schulze"),
        ("Färben bei der Monika", "nobody: bei der Monika"),
        ("Färben bei der Olga", "elsewhere away: bei der Olga"),
        ("egal bei wem Haarschnitt", "anybody: egal bei wem"),
        ("Haarschnitt bei wem ist mir egal", "anybody: bei wem ist mir egal"),
        ("schneiden wer gerade frei ist", "anybody: wer gerade frei ist"),
        ("cut with anyone", "anybody: with anyone"),
        ("Jürgen Schmidt Haarschnitt", "near jw: Jürgen"),
        ("Termin für Jürgen", "near jw: für Jürgen"),
        ("hier ist Jürgen Haarschnitt", "-"),
        ("Hallo mein Name ist Emma Vogel einen Haarschnitt", "-"),
        ("ich bin die Emma einmal Färben", "-"),
        ("ich bin bei der Mia immer", "one mk: bei der Mia"),
        ("Jürgen am Apparat Haarschnitt", "-"),
        ("Waschen mit Schneiden und Föhnen", "-"),
        ("zum Schneiden", "-"),
        ("bei Ihnen einen Haarschnitt", "-"),
        ("egal wann Haarschnitt", "-"),
        ("weiß nicht", "-"),
        ("Jürgen bitte nicht, Haarschnitt", "not jw: Jürgen bitte nicht,"),
        ("zu Jürgen möchte ich nicht mehr", "not jw: zu Jürgen möchte ich nicht"),
        ("ich möchte nicht mehr zu Jürgen", "not jw: nicht mehr zu Jürgen"),
        ("I don't want Jürgen", "not jw: don't want Jürgen"),
        ("Jürgen hat mir nicht zugesagt", "near jw: Jürgen"),
        ("bei Jürgen nicht so kurz", "one jw: bei Jürgen"),
        ("any stylist other than Jürgen", "not jw: any stylist other than Jürgen"),
        ("anyone but Jorgen", "near jw: anyone but Jorgen"),
        ("nobody but Jürgen", "one jw: Jürgen"),
        ("mein Sohn heißt Jürgen Haarschnitt", "-"),
        ("meine dreijährige Tochter Mia", "-"),
        ("Mia, meine Tochter, braucht einen Haarschnitt", "-"),
        ("Haarschnitt Kind Mia", "near mk: Mia"),
        ("mein Friseur Jürgen", "one jw: Jürgen"),
        ("auf den Namen Jürgen Haarschnitt", "-"),
        ("bitte auf Jürgen eintragen", "-"),
        ("bei Mia, nein, bei Jürgen", "one jw: bei Mia, nein, bei Jürgen"),
        ("with Mia, I mean Jürgen", "one jw: with Mia, I mean Jürgen"),
        ("Haare ganz kurz", "-"),
        ("", "-"),
    ] {
        assert_eq!(in_rest(sentence), expected, "{sentence:?}");
    }
    let long = words(&"Emma ".repeat(3_000));
    assert!(hear_in_rest(&long, &roster(), HERE).is_some());
}
