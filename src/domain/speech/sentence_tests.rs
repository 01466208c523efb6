//! What is made of whole sentences: who, what and where beside when.

use crate::domain::calendar::zone::Zone;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::StaffMember;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::branch::{self, Place};
use crate::domain::speech::reading::Field;
use crate::domain::speech::sentence::{About, House, Said, Understood, understand};
use crate::domain::speech::service::Named;
use crate::domain::speech::shop;
use ::time::macros::{date, time};

fn person(id: &str, name: &str, branch: i64) -> StaffMember {
    StaffMember {
        id: StaffId(id.to_owned()),
        company: CompanyId(1),
        branch: Some(BranchId(branch)),
        name: name.to_owned(),
        emails: vec![],
        active: true,
        pause_bookable_policy: None,
    }
}

/// What is made of it at a salon of two branches, of which the second opens at noon, on a Tuesday at ten.
fn heard(said: &Said) -> Understood {
    let roster = [
        person("en", "Emma Vogel", 1),
        person("es", "Emma Roth", 2),
        person("j", "Jürgen Weiß", 1),
    ];
    let place = |id, name: &str, hours| Place {
        id: BranchId(id),
        key: name.to_lowercase(),
        name: name.to_owned(),
        opening: shop::open(hours).unwrap(),
    };
    let branches = [place(1, "Nord", "7-12"), place(2, "Süd", "12-20")];
    let named = |key: &'static str, name: &'static str| Named { key, name, aliases: &[] };
    let services = [named("cut", "Haarschnitt"), named("roots", "Ansatzfärbung")];
    let opening = branch::opening(&branches, None);
    let zone = Zone::parse(shop::ZONE).unwrap();
    let (today, now, language) = (date!(2026 - 12 - 01), time!(10:00), Language::De);
    let anchor = Anchor { today, now, zone: &zone, opening: &opening, language };
    let house =
        House { services: &services, roster: &roster, branches: &branches, company: CompanyId(1) };
    understand(said, &house, &anchor)
}

fn sentence(text: &str) -> Understood {
    heard(&Said { times: &[(Field::When, text)], ..Said::default() })
}

#[test]
fn a_sentence_is_taken_apart() {
    let all = sentence("morgen um halb zehn in der Filiale Nord bei der Emma, Ansatz färben bitte");
    assert_eq!(
        (all.when.from_day, all.when.from_time),
        (Some(date!(2026 - 12 - 02)), Some(time!(9:30)))
    );
    assert_eq!((all.service, all.branch), (Some(1), Some(BranchId(1))));
    assert_eq!((all.staff, all.anybody), (Some(StaffId("en".into())), false));
    assert_eq!(all.asks, []);
    let own =
        sentence("Morgen, Herr Vogel hier, ich bräuchte einen Haarschnitt, geht morgen um zehn?");
    assert_eq!((own.staff, own.service), (None, Some(0)), "who calls is no wish");
    let white = sentence("Haarschnitt morgen um elf bei Herrn Weiß in Nord");
    assert_eq!((white.staff, white.branch), (Some(StaffId("j".into())), Some(BranchId(1))));
    let anybody = sentence("Haare schneiden, egal bei wem");
    assert_eq!((anybody.service, anybody.anybody, anybody.staff), (Some(0), true, None));
    assert_eq!(sentence("halb drei").asks, [], "what was not said is no question");
}

#[test]
fn what_says_when_names_nobody_and_the_rest_stays_whole() {
    let nine = sentence("at nine on Friday, a haircut with Jürgen");
    assert_eq!((nine.service, nine.staff), (Some(0), Some(StaffId("j".into()))));
    let late = sentence("am Freitag kann ich nicht, Samstag um elf Haarschnitt bei Jürgen");
    assert_eq!((late.service, late.staff), (Some(0), Some(StaffId("j".into()))));
    let refused = sentence("Ansatzfärbung möchte ich nicht, Freitag um elf");
    assert_eq!((refused.service, refused.asks.len()), (None, 1), "{:?}", refused.asks);
    let both = sentence("für mich und meinen Sohn Haarschnitt am Freitag");
    assert_eq!((both.service, both.asks.len()), (None, 1), "{:?}", both.asks);
    let other = sentence("am Freitag um elf Haarschnitt bei Jürgen Müller");
    assert_eq!((other.staff, other.asks.len()), (None, 1), "Jürgen is Weiß: {:?}", other.asks);
    let daughter = sentence("Meine Tochter Emma braucht am Freitag einen Haarschnitt");
    assert_eq!(daughter.staff, None);
    let asked = &daughter.asks;
    assert!(asked.iter().all(|one| one.about != About::Staff), "{asked:?}");
}

#[test]
fn the_hours_of_the_named_branch_count() {
    let time = |text: &str| sentence(text).when.from_time;
    assert_eq!(time("morgen um acht in der Filiale Nord"), Some(time!(8:00)));
    assert_eq!(time("morgen um sieben in der Filiale Süd"), Some(time!(19:00)));
}

#[test]
fn an_argument_of_its_own_counts_more_than_the_sentence() {
    let times = [(Field::When, "morgen um neun bei der Emma zum Haare schneiden")];
    let said = Said {
        times: &times,
        service: Some("Ansatzfärbung"),
        staff: Some("Jürgen"),
        branch: Some("Nord"),
    };
    let heard = heard(&said);
    assert_eq!((heard.service, heard.staff), (Some(1), Some(StaffId("j".into()))));
    assert_eq!((heard.branch, heard.asks), (Some(BranchId(1)), vec![]));
}

#[test]
fn questions_come_in_the_order_in_which_one_depends_on_the_other() {
    let times = [(Field::When, "um 25 Uhr")];
    let said = Said {
        times: &times,
        service: Some("Fußpflege"),
        staff: Some("Emma"),
        branch: Some("Ost"),
    };
    let asks = heard(&said).asks;
    let about: Vec<About> = asks.iter().map(|question| question.about).collect();
    assert_eq!(about, [About::Service, About::Branch, About::Staff, About::When]);
    assert!(asks.iter().all(|question| question.ask.question.ends_with(['?', '.'])), "{asks:?}");
    let odd = Said { staff: Some("<b>Emmma</b> \u{202e}"), ..Said::default() };
    let asks = heard(&odd).asks;
    assert!(!asks[0].ask.question.contains('<'), "markup is not said again: {asks:?}");
}

#[test]
fn who_and_what_is_only_told_of_is_not_what_is_wished_for() {
    let who = |text: &str| {
        let heard = sentence(text);
        let asks: Vec<About> = heard.asks.iter().map(|one| one.about).collect();
        (heard.staff.map(|id| id.0), heard.service, heard.anybody, asks)
    };
    let emma = || Some("en".to_owned());
    let juergen = || Some("j".to_owned());
    let none = Vec::new;
    for (text, expected) in [
        (
            "Frau Vogel hat mir die Farbe gemacht, aber jetzt einen Haarschnitt bei Jürgen",
            (juergen(), Some(0), false, none()),
        ),
        (
            "letztes Mal war ich bei Jürgen, diesmal Haarschnitt bei Frau Vogel",
            (emma(), Some(0), false, none()),
        ),
        (
            "Letztes Mal war ich bei Jürgen und möchte wieder zu ihm, Haarschnitt",
            (juergen(), Some(0), false, none()),
        ),
        (
            "Jürgen ist im Urlaub, also Freitag um elf Haarschnitt bei Frau Vogel",
            (emma(), Some(0), false, none()),
        ),
        (
            "not with Jürgen please I'd rather have Frau Vogel, haircut",
            (emma(), Some(0), false, none()),
        ),
        (
            "nicht zu Jürgen diesmal, ich hätte gern Frau Vogel, Haarschnitt",
            (emma(), Some(0), false, none()),
        ),
        ("Jurgen, Freitag um elf, Haarschnitt", (None, Some(0), false, vec![About::Staff])),
        ("Haarschnitt am Freitag, Person egal", (None, Some(0), true, none())),
        ("Haarschnitt am Freitag bei wem auch immer", (None, Some(0), true, none())),
        ("Haarschnitt, mir ist jeder recht", (None, Some(0), true, none())),
        ("Haarschnitt für eine Person, egal wann", (None, Some(0), false, none())),
        ("Haarschnitt, jeder Tag ist recht", (None, Some(0), false, none())),
        (
            "Haarschnitt Freitag um zehn, danach muss ich die Kinder abholen",
            (None, Some(0), false, none()),
        ),
        (
            "my friend and I would both like a haircut on Friday at one",
            (None, None, false, vec![About::Service]),
        ),
        (
            "Haarschnitt mit meiner Freundin zusammen am Freitag um elf",
            (None, None, false, vec![About::Service]),
        ),
        (
            "Meine Schwester hatte Strähnen und eine Ansatzfärbung, deshalb Freitag um elf",
            (None, None, false, vec![About::Service]),
        ),
    ] {
        assert_eq!(who(text), expected, "{text:?}");
    }
}

/// Who is named in an aside alone is asked about, whatever articles the sentence has; `bei ihm` means who was named.
#[test]
fn who_is_named_in_an_aside_alone_is_asked_about() {
    for (said, is_taken) in [
        (
            "Weil der Jürgen im Urlaub ist, hätte ich gern am Freitag um elf einen Haarschnitt",
            false,
        ),
        (
            "Letztes Mal war ich bei Jürgen, Haarschnitt in der nächsten Woche am Freitag um elf",
            false,
        ),
        ("Letztes Mal war ich bei Jürgen, Haarschnitt am Freitag um elf wieder bei ihm", true),
    ] {
        let all = sentence(said);
        let is_asked = all.asks.iter().any(|one| one.about == About::Staff);
        assert_eq!((all.staff.is_some(), is_asked), (is_taken, !is_taken), "{said}");
    }
}

#[test]
fn a_wish_at_the_end_of_a_long_sentence_is_heard() {
    let long = "also das ist so eine Sache ".repeat(12);
    let all = sentence(&format!("{long} Haarschnitt am Freitag um elf und zwar bei Jürgen bitte"));
    assert_eq!(all.staff, Some(StaffId("j".into())));
}
