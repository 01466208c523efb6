//! What callers hear about free times.

use crate::domain::visit::offer::Offer;
use crate::frontdesk::voice::callers::{Voice, first_name};
use time::OffsetDateTime;

impl Voice<'_> {
    /// Each with its branch, unless all are in the same one.
    pub(crate) fn slots(&self, offers: &[Offer]) -> String {
        let is_said_before = one_branch(offers).is_some();
        let slot = |offer: &Offer| match is_said_before {
            true => self.slot(offer.at.start(), staff(offer)),
            false => self.offer(offer),
        };
        offers.iter().map(slot).collect::<Vec<_>>().join(self.language.pick(" oder ", " or "))
    }

    /// `Dienstag, 1. Dezember, um 10 Uhr bei Jürgen, Filiale Mitte`.
    pub(crate) fn offer(&self, offer: &Offer) -> String {
        let slot = self.slot(offer.at.start(), staff(offer));
        format!("{slot}{}", self.in_branch(offer.branch.as_deref()))
    }

    /// `Für Haarschnitt hätte ich Dienstag, … oder …`.
    fn could_offer(&self, service: &str, offers: &[Offer]) -> String {
        let slots = self.slots(offers);
        let branch = self.in_branch(one_branch(offers));
        let end = if branch.is_empty() { "" } else { "," };
        self.language.pick(
            format!("Für {service}{branch}{end} hätte ich {slots}."),
            format!("For {service}{branch}{end} I could offer {slots}."),
        )
    }

    /// `heard` is what was understood of the wish, where the offers do not say it themselves.
    pub fn offers(&self, service: &str, heard: Option<&str>, offers: &[Offer]) -> String {
        let offered = self.could_offer(service, offers);
        let question = self.language.pick("Was passt Ihnen?", "Which suits you?");
        self.after(heard, &format!("{offered} {question}"))
    }

    /// Nothing as asked for, but something near it.
    pub fn alternatives(
        &self,
        service: &str,
        heard: Option<&str>,
        wish: Option<&str>,
        offers: &[Offer],
    ) -> String {
        let offered = self.could_offer(service, offers);
        let none = match wish.map(first_name) {
            Some(name) => self.language.pick(
                format!("Bei {name} ist dann leider nichts frei."),
                format!("{name} has nothing free then."),
            ),
            None => {
                self.language.pick("Dann ist leider nichts frei.", "Nothing is free then.").into()
            }
        };
        self.after(heard, &format!("{none} {offered}"))
    }

    pub fn nothing_free(&self, heard: Option<&str>) -> String {
        let none = self.language.pick(
            "In dieser Zeit ist leider nichts frei. Soll ich an anderen Tagen schauen?",
            "Nothing is free in that time, I am afraid. Shall I look on other days?",
        );
        self.after(heard, none)
    }

    /// Whom the customer asks for does not do this.
    pub fn not_done_by(&self, name: &str, service: &str) -> String {
        let name = first_name(name);
        self.language.pick(
            format!("{name} bietet {service} nicht an. Darf es jemand anderes sein?"),
            format!("{name} does not do {service}. May it be somebody else?"),
        )
    }

    /// `35 Minuten frei bei Anna um 10:35`.
    pub fn in_pause(&self, minutes: u32, start: OffsetDateTime, staff: Option<&str>) -> String {
        let at = self.zone.clock(start);
        match staff.map(first_name) {
            Some(name) => self.language.pick(
                format!("{minutes} Minuten frei bei {name} um {at}"),
                format!("{minutes} minutes free with {name} at {at}"),
            ),
            None => self.language.pick(
                format!("{minutes} Minuten frei um {at}"),
                format!("{minutes} minutes free at {at}"),
            ),
        }
    }

    /// Which offer is too old, or not this caller's.
    pub fn offer_gone(&self) -> String {
        self.language
            .pick(
                "Dieses Angebot gilt nicht mehr. Ich schaue gern noch einmal nach freien Zeiten.",
                "That offer is no longer valid. I can look for free times again.",
            )
            .into()
    }
}

fn staff(offer: &Offer) -> Option<&str> {
    offer.staff.as_ref().map(|person| person.name.as_str())
}

/// The branch in which all of them are.
pub(crate) fn one_branch(offers: &[Offer]) -> Option<&str> {
    let first = offers.first()?.branch.as_deref()?;
    offers.iter().all(|offer| offer.branch.as_deref() == Some(first)).then_some(first)
}
