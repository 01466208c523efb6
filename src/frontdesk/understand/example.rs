//! An invented salon, for words that are tried without a configuration.

use crate::domain::Result;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::{BranchId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::StaffMember;
use crate::domain::speech::branch::Place;
use crate::domain::speech::shop;
use crate::frontdesk::understand::salon::{COMPANY, Service, WordsSalon};

/// How it is called.
const NAME: &str = "Salon Beispiel";
/// Key and name of its one branch.
const BRANCH: (&str, &str) = ("mitte", "Salon Beispiel Mitte");
/// Key and name of who works there.
const STAFF: [(&str, &str); 4] = [
    ("emma", "Emma Vogel"),
    ("juergen", "Jürgen Weiß"),
    ("ayse", "Ayşe Yılmaz"),
    ("lena", "Lena Hofmann"),
];
/// Key, name and aliases of what it sells.
const SERVICES: [(&str, &str, &[&str]); 11] = [
    ("haarschnitt", "Haarschnitt", &["Damenhaarschnitt"]),
    ("herren", "Herrenhaarschnitt", &[]),
    ("kinder", "Kinderhaarschnitt", &[]),
    ("ansatz", "Ansatzfärbung", &["Ansatz färben"]),
    ("ansatz-schnitt", "Ansatzfärbung mit Haarschnitt", &["Ansatz färben und schneiden"]),
    ("farbe", "Komplettfärbung", &[]),
    ("straehnen", "Strähnen", &["Highlights"]),
    ("dauerwelle", "Dauerwelle", &[]),
    ("foehnen", "Waschen und Föhnen", &["Föhnen"]),
    ("bart", "Bartpflege", &["Bart schneiden"]),
    ("manikuere", "Maniküre", &[]),
];
/// The salon, open at the usual hours.
pub fn salon() -> Result<WordsSalon> {
    let branch = BranchId(1);
    let place = Place {
        id: branch,
        key: BRANCH.0.to_owned(),
        name: BRANCH.1.to_owned(),
        opening: shop::open(shop::HOURS)?,
    };
    let opening = place.opening.clone();
    let person = |(key, name): &(&str, &str)| StaffMember {
        id: StaffId((*key).to_owned()),
        company: COMPANY,
        branch: Some(branch),
        name: (*name).to_owned(),
        emails: Vec::new(),
        active: true,
        pause_bookable_policy: None,
    };
    let service = |(key, name, aliases): &(&str, &str, &[&str])| Service {
        key: (*key).to_owned(),
        name: (*name).to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
    };
    Ok(WordsSalon {
        name: NAME.to_owned(),
        zone: Zone::parse(shop::ZONE)?,
        language: Language::De,
        services: SERVICES.iter().map(service).collect(),
        roster: STAFF.iter().map(person).collect(),
        branches: vec![place],
        opening,
    })
}
