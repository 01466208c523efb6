//! What is said in the stead of what was said before, bounds that are denied, and what is not settled yet.

use crate::domain::speech::reading::Field;
use crate::domain::speech::time::said_tests::{check, salon};

#[test]
fn what_is_taken_back_goes_with_its_kind() {
    check(
        Field::When,
        &salon(),
        &[
            ("Freitag um zehn, Moment, da kann ich nicht, elf Uhr", "12-04 11:00"),
            ("am freitag um zehn warte lieber um elf", "12-04 11:00"),
            ("am Dienstag um vier, stopp, Mittwoch", "12-02 16:00"),
            ("Friday at ten, hold on, make that Saturday", "12-05 10:00"),
            ("Friday at ten. Wait, Saturday at ten.", "12-05 10:00"),
            ("um vier, Donnerstag. Nee, vier ist Flöte, sagen wir fünf.", "12-03 17:00"),
            ("Mittwoch zehn Uhr, Moment, zehn geht nicht, elf.", "12-02 11:00"),
            ("Tuesday at ten, Tuesday I've got yoga, Wednesday at ten", "12-02 10:00"),
            ("nächste Woche Dienstag, nein, Mittwoch", "12-09"),
            ("am Dienstag, Mittwoch wollte ich sagen, um zehn", "12-02 10:00"),
            ("Friday at ten, eleven I mean", "12-04 11:00"),
            ("ich sagte Freitag, hab mich vertan, Donnerstag ist richtig, um zwei", "12-03 14:00"),
            ("am Donnerstag – nein, halt, da hab ich Zahnarzt – am Freitag um zehn", "12-04 10:00"),
            ("Freitag um zehn, Moment, ich hole meinen Kalender", "12-04 10:00"),
            ("ich warte dann am Freitag um zehn", "12-04 10:00"),
            ("Friday at ten, yes ten is perfect, or eleven", "?ten"),
        ],
    );
}

#[test]
fn a_bound_that_is_denied_is_the_other_one() {
    check(
        Field::When,
        &salon(),
        &[
            ("nothing before two on Tuesday", "12-08 14:00.."),
            ("Dienstag, nichts vor zehn", "12-08 10:00.."),
            ("am Freitag bitte nichts nach vier", "12-04 ..16:00"),
            ("Saturday nothing later than noon", "12-05 ..12:00"),
            ("vor zehn geht am Freitag nichts", "12-04 10:00.."),
            ("after four doesn't work on Friday", "12-04 ..16:00"),
            ("ab vier geht nicht mehr, Freitag", "12-04 ..16:00"),
            ("ich hab am Freitag nichts vor, um zehn", "12-04 10:00"),
        ],
    );
}

#[test]
fn who_does_not_know_yet_is_asked() {
    check(
        Field::When,
        &salon(),
        &[
            ("Mittwoch um vier, ich weiß es noch nicht genau", "?weiß es noch nicht"),
            ("Wednesday at four, I'm not sure yet", "?not sure"),
            ("Freitag oder Samstag, da bin ich mir noch nicht sicher", "?nicht sicher"),
            ("Freitag um zehn, ich weiß nicht, ob Sie da offen haben", "12-04 10:00"),
            ("Friday at ten, not sure who with", "12-04 10:00"),
            ("mal schauen, Freitag um zehn vielleicht", "12-04 10:00"),
        ],
    );
}

#[test]
fn a_circumstance_may_lend_its_day() {
    check(
        Field::When,
        &salon(),
        &[
            ("am Mittwoch um neun habe ich Zahnarzt, also könnte ich um elf", "12-02 11:00"),
            ("I've got the dentist at nine on Wednesday, so could I come at eleven", "12-02 11:00"),
            ("ich muss um fünf meinen Sohn abholen geht Dienstag um zwei", "12-08 14:00"),
            (
                "the babysitter leaves at five which is why I need to come by three on Friday",
                "12-04 ..15:00",
            ),
            ("bis mittwoch bin ich im urlaub danach am freitag um zehn", "12-04 10:00"),
            ("am Wochenende, unter der Woche kann ich nicht", "12-05..12-06"),
            ("Donnerstag um zehn wie immer", "12-03 10:00"),
            ("am Donnerstag wie immer", "?wie immer"),
        ],
    );
}
