//! How this salon tells its customers, from the configuration.

use crate::config::{AttendeeMode, Config, MailWay, Prefer, SmsWay};
use crate::domain::ids::CompanyId;
use crate::domain::language::Language;
use crate::domain::message::facts::SalonFacts;
use crate::domain::message::way::{Order, Wishes};
use std::collections::BTreeMap;
use time::Duration;

/// How this salon tells its customers.
#[derive(Clone, Debug)]
pub struct HowTold {
    /// The tenant.
    pub(crate) company: CompanyId,
    pub(crate) wishes: Wishes,
    /// So long before a visit its customer is reminded.
    pub(crate) reminds_before: Option<Duration>,
    /// In which language a customer is told who has asked for none.
    pub(crate) language: Language,
    /// IANA name.
    pub(crate) zone: String,
    /// For numbers without one.
    pub(crate) country_code: String,
    /// Whether messages carry a link.
    pub(crate) has_links: bool,
    salon: SalonFacts,
    branches: BTreeMap<String, SalonFacts>,
}

impl HowTold {
    pub(crate) fn of(config: &Config, company: CompanyId, language: Language) -> HowTold {
        let own = &config.company;
        let salon = SalonFacts {
            name: own.name.clone(),
            address: own.address.clone(),
            phone: own.phone.clone(),
        };
        let or = |branch: &str, company: &str| {
            if branch.is_empty() { company.to_owned() } else { branch.to_owned() }
        };
        let branches = config.branches.iter().map(|branch| {
            let facts = SalonFacts {
                name: whole_name(&own.name, &branch.name),
                address: or(&branch.address, &own.address),
                phone: or(&branch.phone, &own.phone),
            };
            (branch.key.clone(), facts)
        });
        let hours = i64::try_from(config.messages.reminder_hours).unwrap_or_default();
        HowTold {
            company,
            wishes: wishes(config),
            reminds_before: (hours > 0).then(|| Duration::hours(hours)),
            language,
            zone: own.time_zone.clone(),
            country_code: own.country_code.clone(),
            has_links: !config.server.public_url.is_empty(),
            branches: branches.collect(),
            salon,
        }
    }

    /// What is said of the salon, or of the branch of this key.
    pub(crate) fn salon(&self, branch: Option<&str>) -> SalonFacts {
        let branch = branch.and_then(|key| self.branches.get(key));
        branch.unwrap_or(&self.salon).clone()
    }
}

/// What a branch is called to those who do not stand before it: one that is called "Nord" goes by the salon's name, too.
fn whole_name(salon: &str, branch: &str) -> String {
    let is_of_salon = |word: &str| salon.split_whitespace().any(|own| own == word);
    match branch.split_whitespace().any(is_of_salon) {
        true => branch.to_owned(),
        false => format!("{salon} {branch}"),
    }
}

/// Which way messages go in this salon.
fn wishes(config: &Config) -> Wishes {
    let messages = &config.messages;
    Wishes {
        order: match messages.prefer {
            Prefer::Mail => Order::MailFirst,
            Prefer::Sms => Order::SmsFirst,
            Prefer::MailOnly => Order::MailOnly,
            Prefer::SmsOnly => Order::SmsOnly,
        },
        mail: config.mail.transport != MailWay::Off,
        sms: config.sms.transport != SmsWay::Off,
        sms_to_unknown_numbers: messages.sms_to_unknown_numbers,
        // In the order of the kinds.
        told: [messages.confirmed, messages.moved, messages.cancelled, messages.reminder_hours > 0],
        calcom_knows_addresses: config.calcom.attendee == AttendeeMode::Customer,
    }
}

#[cfg(test)]
mod tests {
    use super::whole_name;

    #[test]
    fn a_branch_goes_by_the_salons_name_unless_it_has_it() {
        for (salon, branch, expected) in [
            ("Salon Lockenpracht", "Nord", "Salon Lockenpracht Nord"),
            ("Salon Beispiel", "Salon Beispiel Mitte", "Salon Beispiel Mitte"),
            ("Salon Probe", "Probe Mitte", "Probe Mitte"),
        ] {
            assert_eq!(whole_name(salon, branch), expected);
        }
    }
}
