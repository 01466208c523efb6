//! `[company]`: who we are.

use crate::config::checks::one_line;
use crate::config::source::fault::{Faults, shown};
use crate::config::source::near::nearest;
use crate::domain::calendar::zone;
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::domain::people::person;
use crate::domain::service::description::name_fault;
use serde::{Deserialize, Serialize};

/// The company's key has at most so many characters: a label of a domain (RFC 1035).
const KEY_CHARS_MAX: usize = 63;
/// A country code has at most so many digits (ITU-T E.164).
const COUNTRY_DIGITS_MAX: usize = 3;

/// `[company]`: who we are.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyConfig {
    /// Short, stable name; the tenant is known by it.
    pub key: String,
    /// As spoken to callers.
    pub name: String,
    /// IANA name of the salon's time zone.
    #[serde(default = "berlin")]
    pub time_zone: String,
    /// `de` or `en`: what callers hear.
    #[serde(default = "german")]
    pub language: String,
    /// Put before national phone numbers.
    #[serde(default = "plus49")]
    pub country_code: String,
    /// Where it is, in one line, as its customers are told.
    #[serde(default)]
    pub address: String,
    /// How its customers reach it, as people write it.
    #[serde(default)]
    pub phone: String,
}

impl CompanyConfig {
    pub(crate) fn check(&self, faults: &mut Faults) {
        let is_plain = self.key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let is_label = is_plain && !self.key.starts_with('-') && !self.key.ends_with('-');
        if self.key.is_empty() || !is_label || self.key.len() > KEY_CHARS_MAX {
            let mend = "Write a short name that stays, for example salon-beispiel";
            faults.key("company.key", "must be letters, digits and hyphens", mend);
        }
        if self.name.trim().is_empty() {
            faults.key("company.name", "must not be empty", "Write it as callers hear it");
        } else {
            let most = person::NAME_CHARS_MAX;
            if let Some(fault) = name_fault("company.name", &self.name, most, Language::En) {
                faults.sentence("company.name", fault, "Write it as callers hear it");
            }
        }
        if !["de", "en"].contains(&self.language.as_str()) {
            let mend = format!("It is \"{}\"", shown(&self.language));
            faults.key("company.language", "must be \"de\" or \"en\"", mend);
        }
        if let Err(error) = Zone::parse(&self.time_zone) {
            faults.key("company.time_zone", &format!(": {error}"), zone_mend(&self.time_zone));
        }
        self.check_country(faults);
        one_line("company.address", &self.address, faults);
        one_line("company.phone", &self.phone, faults);
        if !self.phone.is_empty() && !self.phone.contains(|c: char| c.is_ascii_digit()) {
            faults.key("company.phone", "must hold digits", "Write it as people dial it");
        }
    }

    fn check_country(&self, faults: &mut Faults) {
        let code = &self.country_code;
        let digits = code.strip_prefix('+').unwrap_or_default();
        let is_good = (1..=COUNTRY_DIGITS_MAX).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if is_good {
            return;
        }
        let said = code.trim().trim_start_matches(['0', '+']);
        let is_number = !said.is_empty()
            && said.len() <= COUNTRY_DIGITS_MAX
            && said.bytes().all(|byte| byte.is_ascii_digit());
        let mend = match is_number {
            true => format!("Write \"+{said}\""),
            false => format!(
                "It is \"{}\"; Germany's is \"+49\", Austria's \"+43\", Switzerland's \"+41\"",
                shown(code)
            ),
        };
        faults.key("company.country_code", "must be a plus and 1 to 3 digits, such as +49", mend);
    }
}

/// The zone that was probably meant.
fn zone_mend(said: &str) -> String {
    let names = zone::names();
    let city = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let whole = nearest(said, names.iter().map(String::as_str)).map(str::to_owned);
    let of_city = || {
        let near = nearest(
            &said.trim().replace(' ', "_"),
            names.iter().map(|name| name.rsplit('/').next().unwrap_or(name)),
        )?;
        names.iter().find(|name| city(name) == near).cloned()
    };
    let given = shown(said);
    match whole.or_else(of_city) {
        Some(near) => format!("It is \"{given}\". Did you mean {near}?"),
        None => format!("It is \"{given}\""),
    }
}

fn berlin() -> String {
    "Europe/Berlin".into()
}

fn german() -> String {
    "de".into()
}

fn plus49() -> String {
    "+49".into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::source::origin::Origins;

    fn told(change: impl FnOnce(&mut CompanyConfig)) -> String {
        let mut company: CompanyConfig =
            toml::from_str("key = \"salon\"\nname = \"Salon\"").unwrap();
        change(&mut company);
        let mut faults = Faults::default();
        company.check(&mut faults);
        let told = faults.located(&Origins::default());
        told.iter().map(|fault| fault.sentence()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_no_salon_is_called_is_refused_with_its_mend() {
        assert_eq!(told(|_| ()), "");
        for (code, word) in [
            ("Germany", "Germany's is"),
            ("0049", "Write \"+49\""),
            ("49", "Write \"+49\""),
            ("+049", "Write \"+49\""),
            ("", "Germany's is"),
            ("+4930", "must be a plus and 1 to 3 digits"),
        ] {
            let told = told(|company| company.country_code = code.to_owned());
            assert!(told.starts_with("company.country_code") && told.contains(word), "{told}");
        }
        for (zone, word) in [
            ("Berlin", "Did you mean Europe/Berlin?"),
            ("Europe/Berln", "Did you mean Europe/Berlin?"),
            ("MEZ-Zeit hier", "It is"),
            ("", "It is"),
        ] {
            let told = told(|company| company.time_zone = zone.to_owned());
            assert!(told.starts_with("company.time_zone") && told.contains(word), "{told}");
        }
        let long = told(|company| company.key = "x".repeat(64));
        assert!(long.starts_with("company.key must be"), "{long}");
        assert!(told(|company| company.phone = "ruf an".into()).contains("digits"));
        assert!(told(|company| company.name = "a\nb".into()).contains("control characters"));
    }
}
