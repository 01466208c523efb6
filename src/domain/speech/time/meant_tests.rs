//! Times that were once heard as something else, or not at all: numbers before nouns, denials, words that share a noun.

use crate::domain::language::Language;
use crate::domain::speech::reading::Field;
use crate::domain::speech::time::said_tests::{check, line, reading_at, salon};
use time::macros::{date, time};

#[test]
fn a_number_behind_a_word_of_time_counts_nothing() {
    check(
        Field::When,
        &salon(),
        &[
            ("Freitag um zehn Haarschnitt", "12-04 10:00"),
            ("morgen um drei Termin zum Schneiden", "12-02 15:00"),
            ("spätestens um vier Haarschnitt Freitag", "12-04 ..16:00"),
            ("Donnerstag ab vier Strähnen bei Lena", "12-03 16:00.."),
            ("Friday at three haircut with Emma", "12-04 15:00"),
            ("Freitag um zwei Kinder schneiden", "12-04 14:00"),
            ("Freitag um drei mal vorbeikommen", "12-04 15:00"),
            ("Freitag um zehn Uhr dreißig Strähnen", "12-04 10:30"),
            ("Freitag um zehn dreißig Haarschnitt", "12-04 10:30"),
            ("Freitag um zehn vor drei Haarschnitt", "12-04 14:50"),
            ("Freitag zwischen zehn und zwölf Strähnen", "12-04 10:00..12:00"),
            ("von zwei bis drei Haarschnitt Freitag", "12-04 14:00..15:00"),
            ("on December 3 haircut with Emma", "12-03"),
            ("am dritten Haarschnitt", "12-03"),
            ("Freitag zehn Haarschnitt", "?zehn"),
            ("Freitag zehn Dauerwelle", "?zehn"),
            ("Freitag ab vier Personen", "?ab vier Personen"),
            ("für zwei Personen am Freitag um drei", "12-04 15:00"),
            ("Freitag 14 Uhr zwei Personen", "12-04 14:00"),
            ("um drei Zentimeter kürzer, Freitag um zehn", "12-04 10:00"),
            ("Haarschnitt für meine Frau Freitag um vier", "12-04 16:00"),
            ("Haarschnitt für Frau Freitag morgen um vier", "12-02 16:00"),
            ("Mein Sohn ist fünf, Freitag um zehn", "12-04 10:00"),
            ("my daughter is five, Friday at three", "12-04 15:00"),
            ("a cut on Friday at 3 for my daughter who is 5", "12-04 15:00"),
        ],
    );
}

#[test]
fn two_that_share_a_noun_are_two() {
    check(
        Field::When,
        &salon(),
        &[
            ("diese oder nächste Woche", "12-01..12-13"),
            ("diesen oder nächsten Freitag um zehn", "12-04,12-11 10:00"),
            ("this or next Friday", "12-04,12-11"),
            ("this Friday or next", "12-04,12-11"),
            ("nächsten Freitag, nicht diesen", "12-11"),
            ("nicht diesen Freitag, sondern nächsten Freitag um zehn", "12-11 10:00"),
            ("nicht diese sondern nächste Woche Dienstag", "12-08"),
            ("nicht nächste Woche, sondern die übernächste", "12-14..12-20"),
            ("den übernächsten Freitag, nicht den nächsten", "12-11"),
            ("nächste oder übernächste Woche Dienstag", "?nächste oder übernächste Woche Dienstag"),
            ("Dienstag diese Woche oder nächste", "?nächste"),
            ("im Januar am 8. oder 9.", "2027-01-08..2027-01-09"),
            ("Im Februar am 10. oder 11.", "2027-02-10..2027-02-11"),
        ],
    );
}

#[test]
fn what_is_denied_gives_way_to_what_is_meant() {
    check(
        Field::When,
        &salon(),
        &[
            ("Freitag nicht um zehn, sondern um elf", "12-04 11:00"),
            ("nein nicht um zehn, um elf am Freitag", "12-04 11:00"),
            ("nicht um zehn um elf am Freitag", "12-04 11:00"),
            ("Freitag um elf, nicht um zehn", "12-04 11:00"),
            ("am Vormittag geht es bei mir nicht, also Freitag Nachmittag", "12-04 12:00..18:00"),
            ("Nicht am Freitag, lieber am Samstag Vormittag", "12-05 06:00..12:00"),
            ("Freitag, aber nicht morgens um neun", "?nicht morgens"),
            ("Freitag nicht um neun morgens", "?nicht um neun"),
            ("Freitag nicht morgens um neun, sondern um elf", "12-04 11:00"),
            ("nicht am Freitag um neun, sondern am Samstag um elf", "12-05 11:00"),
            ("nicht am Freitag um zehn", "?nicht am Freitag"),
            ("Montag geht nicht Dienstag", "?nicht Dienstag"),
            ("nicht vormittags, lieber nachmittags", "12:00..18:00 *afternoon"),
            ("nicht um zehn, lieber um elf", "11:00"),
            ("I can't do mornings, so Friday afternoon", "12-04 12:00..18:00"),
            ("nicht Dezember, sondern Januar, am 8. um zehn", "2027-01-08 10:00"),
            ("Freitag Nachmittag, nicht um zwei", "?nicht um zwei"),
            ("Freitag zehn Uhr geht nicht elf Uhr geht", "?nicht elf Uhr"),
            ("Donnerstag um drei wenn das nicht geht um vier", "?nicht geht um vier"),
        ],
    );
}

#[test]
fn what_is_liked_is_possible() {
    check(
        Field::When,
        &salon(),
        &[
            ("am liebsten vormittags, notfalls auch nachmittags", "06:00..18:00 *morning"),
            ("um drei, am liebsten vormittags", "?drei"),
            ("am Vormittag, am liebsten um zehn", "06:00..12:00 *10:00"),
            ("am besten Dienstag oder Mittwoch vormittags", "12-02,12-08 06:00..12:00"),
            ("am liebsten Dienstag oder Donnerstag", "12-03,12-08"),
            ("nächste Woche am liebsten Dienstag oder Donnerstag", "?Dienstag oder Donnerstag"),
            ("next week, preferably Tuesday or Thursday", "?Tuesday or Thursday"),
        ],
    );
}

#[test]
fn times_that_are_not_the_start_are_asked_about() {
    check(
        Field::When,
        &salon(),
        &[
            ("ich muss um vier fertig sein, am Freitag", "?vier fertig"),
            ("um vier muss ich wieder weg", "?vier muss ich wieder weg"),
            ("I have to leave at three on Friday", "?leave at three"),
            ("I need to be back at work by two", "?back at work by two"),
            ("ich bin ab vier fertig mit der Arbeit", "16:00.."),
            ("ich muss am Freitag um drei zum Friseur", "12-04 15:00"),
            ("ich nehme den ersten", "?den ersten"),
            ("der dritte passt mir", "?der dritte"),
            ("das zweite passt", "?das zweite"),
            ("am dritten passt mir gut", "12-03"),
            ("der vierte um zehn", "12-04 10:00"),
        ],
    );
}

#[test]
fn words_that_may_be_of_time_are_asked_about() {
    check(
        Field::When,
        &salon(),
        &[
            ("am vorletzten Samstag im Januar", "?vorletzten"),
            ("den zweitletzten Freitag um zehn", "?zweitletzten"),
            ("on the penultimate Friday", "?penultimate"),
            ("Osterdienstag um zehn", "?Osterdienstag"),
            ("in den Weihnachtsferien", "?Weihnachtsferien"),
            ("am Fritig am halbi drü", "?Fritig"),
            ("am Samstig am zehni", "?zehni"),
            ("Freitag am Obed", "?Obed"),
            ("Freitag um drü", "?drü"),
            ("Freitag am Ansatz färben um zehn", "12-04 10:00"),
            ("in der Filiale am Goldfisch Freitag um zehn", "12-04 10:00"),
            ("bitte um Rückruf, Freitag um zehn", "12-04 10:00"),
            ("am frei tag um zehn", "12-04 10:00"),
            ("mit woch um zehn", "12-02 10:00"),
        ],
    );
}

#[test]
fn weekends_and_weeks_lie_beside_holidays() {
    check(
        Field::When,
        &salon(),
        &[
            ("am Wochenende vor Weihnachten", "12-19..12-20"),
            ("am Wochenende vor dem vierten Advent", "12-12..12-13"),
            ("das Wochenende nach Neujahr", "2027-01-02..2027-01-03"),
            ("die Woche nach Ostern", "2027-03-30..2027-04-04"),
            ("die Woche vor Ostern", "2027-03-22..2027-03-25"),
            ("in der Woche vor Weihnachten", "?Woche vor Weihnachten"),
            ("am Wochenende vor dem 20.", "?am Wochenende"),
            ("am Wochenende nach zehn", "12-05..12-06 10:00.."),
            ("a week Friday", "12-11"),
            ("once a week Friday at ten", "12-04 10:00"),
            ("am heutigen Dienstag um drei", "12-01 15:00"),
            ("Freitag ganz früh", "12-04 06:00..12:00"),
            ("letzte Woche im Januar", "?letzte Woche"),
        ],
    );
    let friday = (date!(2027 - 03 - 26), time!(12:00));
    let said = [(Field::When, "vor Ostern noch Haarschnitt")];
    let found = line(&reading_at(&said, &salon(), Language::De, friday));
    assert_eq!(found, "?Ostern", "on Good Friday");
}

#[test]
fn numbers_beside_each_other_are_one_time_or_asked() {
    check(
        Field::When,
        &salon(),
        &[
            ("Freitag so zehn elf rum", "?so zehn elf"),
            ("Freitag zehn elf", "?zehn elf"),
            ("Freitag 11 12", "?11 12"),
            ("Freitag um 18 10", "12-04 18:10"),
            ("Freitag vierzehn fünfzehn", "12-04 14:15"),
            ("Friday at two-thirty", "12-04 14:30"),
            ("Freitag vierzehndreißig", "12-04 14:30"),
            ("freitag um 3/4 3", "12-04 14:45"),
            ("freitag um 1/2 3", "12-04 14:30"),
            ("am 3/4 um drei", "?am 3/4"),
        ],
    );
    check(Field::Time, &salon(), &[("14,30", "14:30"), ("two-thirty", "14:30")]);
    check(
        Field::Latest,
        &salon(),
        &[("2026-12-10T14:00/PT1H", "?PT1H"), ("2026-12-10T14:00", "..12-10 ..14:00")],
    );
}
