//! What the pauses of a service are for, in plain words, and what else could be done in each.

use crate::domain::Result;
use crate::domain::language::Language;
use crate::domain::service::catalogue::{PausePolicy, ServiceSegment};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::people::called;
use crate::frontdesk::service::admin::ServiceView;
use crate::frontdesk::service::fits::Fits;
use serde::Serialize;

/// A pause as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PauseView {
    /// The letter of the segment before it.
    pub after: String,
    pub minutes: u32,
    /// As the service has it; a person may have another rule.
    pub policy: &'static str,
    /// What it is for, a sentence.
    pub told: String,
    /// What would fit into it, by who does the work before it; a sentence each.
    pub fits: Vec<String>,
}

/// Every pause of a service, in order.
pub(crate) fn of(desk: &Desk, service: &ServiceView, language: Language) -> Result<Vec<PauseView>> {
    let company = desk.salon.company;
    desk.store.read(|connection| {
        let teller = Teller {
            desk,
            service,
            language,
            fits: Fits::read(connection, company)?,
            names: called(connection, company)?
                .into_iter()
                .map(|one| (one.person.id.0, one.short))
                .collect(),
        };
        let segments = &service.described.composition.segments;
        let has_pause = segments.iter().filter(|one| one.pause_after_minutes > 0);
        Ok(has_pause.map(|one| teller.pause(one)).collect())
    })
}

struct Teller<'a> {
    desk: &'a Desk,
    service: &'a ServiceView,
    language: Language,
    fits: Fits,
    names: Vec<(String, String)>,
}

impl Teller<'_> {
    fn pause(&self, segment: &ServiceSegment) -> PauseView {
        let policy = self.service.described.composition.policy;
        let minutes = segment.pause_after_minutes;
        PauseView {
            after: segment.key.to_string(),
            minutes,
            policy: policy.as_str(),
            told: self.told(policy, minutes),
            fits: self.fitting(segment),
        }
    }

    /// Minutes of a pause that others can have: what the stylist needs at its ends is left out.
    fn for_others(&self, minutes: u32) -> u32 {
        let margins = self.desk.salon.config.pauses.margins();
        minutes.saturating_sub(margins.settle_minutes).saturating_sub(margins.return_minutes)
    }

    fn told(&self, policy: PausePolicy, minutes: u32) -> String {
        let meaning = policy.meaning(self.language);
        let others = self.for_others(minutes);
        let word = policy.word(self.language);
        if policy == PausePolicy::Free && others < minutes {
            return self.language.pick(
                format!("{word}: {meaning}, {others} von {minutes} Minuten; der Rest ist zum Aufräumen und Wiederkommen"),
                format!("{word}: {meaning}, {others} of {minutes} minutes; the rest is to clear up and come back"),
            );
        }
        format!("{word}: {meaning}")
    }

    /// Those for whom it is the same stand in one sentence.
    fn fitting(&self, segment: &ServiceSegment) -> Vec<String> {
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        let does =
            self.service.described.performers.iter().filter(|one| one.segment == segment.key);
        for one in does {
            let Some(person) = self.service.person(&one.staff).filter(|one| one.person.active)
            else {
                continue;
            };
            let id = &person.person.id.0;
            let known = self.names.iter().find(|(own, _)| own == id);
            let name = known.map_or(&person.person.name, |(_, short)| short);
            let own = person.person.pause_bookable_policy;
            let policy = PausePolicy::in_force(None, own, self.service.row.policy);
            let longest = self.fits.longest(
                &person.person.id,
                self.for_others(segment.pause_after_minutes),
                &self.service.row.key,
            );
            let line = self.line(policy, longest);
            match lines.iter_mut().find(|(known, _)| *known == line) {
                Some((_, names)) => names.push(name.clone()),
                None => lines.push((line, vec![name.clone()])),
            }
        }
        lines.into_iter().map(|(line, names)| format!("{}: {line}", names.join(", "))).collect()
    }

    fn line(&self, policy: PausePolicy, longest: Option<(&str, u32)>) -> String {
        let language = self.language;
        let own = if policy == self.service.row.policy {
            String::new()
        } else {
            let word = policy.word(language);
            language
                .pick(format!("hier {word} (eigene Regel). "), format!("{word} here (own rule). "))
        };
        let fits = match (policy, longest) {
            (PausePolicy::Blocked | PausePolicy::Never, _) => {
                language.pick("nichts anderes möglich", "nothing else possible").to_owned()
            }
            (PausePolicy::Free, Some((service, minutes))) => language.pick(
                format!("längstens passt {service} ({minutes} Min.)"),
                format!("the longest that fits is {service} ({minutes} min)"),
            ),
            (PausePolicy::Flexible, Some((service, minutes))) => language.pick(
                format!("nach der Freigabe passt längstens {service} ({minutes} Min.)"),
                format!("once released, the longest that fits is {service} ({minutes} min)"),
            ),
            (PausePolicy::Free | PausePolicy::Flexible, None) => {
                language.pick("nichts ist kurz genug", "nothing is short enough").to_owned()
            }
        };
        format!("{own}{fits}")
    }
}
