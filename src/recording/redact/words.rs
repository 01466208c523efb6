//! What a caller may say without giving a name away: the salon's own words, and times. Anything else is not recorded.

use crate::domain::Result;
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::domain::people::staff::TenantContext;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{Field, When, Word};
use crate::domain::speech::{branch, say, service, staff, time};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::known::Known;
use ::time::{Date, OffsetDateTime, Time};

/// Stands for what the salon does not know, and means nothing to it either.
pub(crate) const UNKNOWN: &str = "?";
/// Stands for every way to say that it may be anybody.
const ANYBODY: &str = "egal";

/// The salon's own words.
pub(crate) struct Words {
    known: Known,
    language: Language,
    zone: Zone,
    today: Date,
    now: Time,
}

impl Words {
    /// As they are now.
    pub(crate) fn read(desk: &Desk, now: OffsetDateTime) -> Result<Words> {
        let zone = desk.salon.zone.clone();
        let (today, now) = zone.local(now);
        let language = desk.salon.language;
        Ok(Words { known: Known::read(desk)?, language, zone, today, now })
    }

    /// The key of the service that is meant.
    pub(crate) fn service(&self, said: &str) -> String {
        let services = self.known.named();
        let means = |said: &str| match service::find(&services, said, self.language) {
            service::Heard::One { index, .. } => Some(index),
            service::Heard::Ask(_) | service::Heard::Nothing => None,
        };
        let meant = means(said);
        let one = meant.and_then(|index| services.get(index));
        let keys = one.into_iter().flat_map(|one| [one.key, one.name]);
        let found = { keys }.find(|key| means(key) == meant);
        found.unwrap_or(UNKNOWN).to_owned()
    }

    fn place(&self, said: &str) -> Option<usize> {
        match branch::find(&self.known.places, said, self.language) {
            branch::Heard::One(place) => Some(place),
            branch::Heard::Any | branch::Heard::Ask(_) | branch::Heard::Nothing => None,
        }
    }

    /// The key of the branch that is meant.
    pub(crate) fn branch(&self, said: &str) -> String {
        let meant = self.place(said);
        let one = meant.and_then(|place| self.known.places.get(place));
        let keys = one.into_iter().flat_map(|one| [one.key.as_str(), one.name.as_str()]);
        let found = { keys }.find(|key| self.place(key) == meant);
        found.unwrap_or(UNKNOWN).to_owned()
    }

    /// The full name of the staff member that is meant, in the branch that is said beside it.
    pub(crate) fn staff(&self, said: &str, branch: Option<&str>) -> String {
        let place = branch.and_then(|said| self.known.places.get(self.place(said)?));
        let context =
            TenantContext { company: self.known.company, branch: place.map(|place| place.id) };
        let means = |said: &str| staff::hear(said, &self.known.roster, context);
        match means(said) {
            staff::Heard::Anybody => ANYBODY.to_owned(),
            staff::Heard::One(meant) => {
                let person = self.known.roster.iter().find(|person| person.id == meant);
                let name = person.map(|person| person.name.clone());
                let same = |name: &String| means(name) == staff::Heard::One(meant.clone());
                name.filter(same).unwrap_or_else(|| UNKNOWN.to_owned())
            }
            _ => UNKNOWN.to_owned(),
        }
    }

    /// A day, a time, or both, as they stand in this argument. Where other words are among them, what was understood.
    pub(crate) fn when(&self, field: Field, said: &str) -> String {
        let opening = self.known.opening(None);
        let (zone, language) = (&self.zone, self.language);
        let anchor = Anchor { today: self.today, now: self.now, zone, opening: &opening, language };
        let reading = time::read(&[(field, said)], &anchor);
        // Of a whole sentence it is known which words say when, and nothing else.
        let whole = time::read(&[(Field::When, said)], &anchor);
        match (reading.ask, whole.words.iter().all(Word::is_spent)) {
            (None, true) => said.to_owned(),
            (None, false) if reading.when != When::default() => say::when(&reading.when, &anchor),
            (None, false) | (Some(_), _) => UNKNOWN.to_owned(),
        }
    }
}
