//! The settings for who looks at the configuration alone: in force with where they were said, and all that there are.

use crate::config::{Config, keys};
use crate::domain::language::Language;
use crate::frontdesk::settings::section::SectionView;
use crate::frontdesk::settings::shown::NOTHING;
use crate::frontdesk::settings::view;
use serde::Serialize;
use std::collections::BTreeMap;

/// The least that a configuration says.
const LEAST: &str = "company.key = \"salon\"\ncompany.name = \"Salon\"\ncalcom.api_key = \"-\"\n";
/// What has no default, or one that follows from the company.
const WITHOUT_DEFAULT: [&str; 4] =
    ["company.key", "company.name", "calcom.api_key", "calcom.attendee_domain"];

/// What is in force.
#[derive(Serialize)]
pub(crate) struct Settings {
    /// The file.
    pub file: String,
    pub sections: Vec<SectionView>,
    pub salon: Vec<ListView>,
}

/// People, branches or services.
#[derive(Serialize)]
pub(crate) struct ListView {
    pub name: &'static str,
    /// How many the configuration names.
    pub count: usize,
    /// Where the first was said.
    pub source: String,
}

impl Settings {
    /// Of a configuration.
    pub fn of(config: &Config, language: Language) -> Settings {
        let list = |name: &'static str, count| ListView {
            name,
            count,
            source: config.origins.of(name).shown(&config.file),
        };
        Settings {
            file: config.file.clone(),
            sections: view::of_config(config, language),
            salon: vec![
                list("branches", config.branches.len()),
                list("staff", config.staff.len()),
                list("services", config.services.len()),
            ],
        }
    }
}

/// Every key that there is.
#[derive(Serialize)]
pub(crate) struct Keys {
    pub keys: Vec<KeyView>,
}

/// A key.
#[derive(Serialize)]
pub(crate) struct KeyView {
    /// `mail.host`.
    pub key: String,
    /// The variable of the environment that sets it.
    pub variable: String,
    pub is_secret: bool,
    /// In words; empty where there is none.
    pub default: String,
    /// What it is.
    pub means: String,
}

impl Keys {
    /// In the structs' order.
    pub fn of(language: Language) -> Result<Keys, String> {
        let config = Config::parse(LEAST)?;
        let mut told = BTreeMap::new();
        for section in view::of_config(&config, language) {
            for one in section.settings {
                told.insert(one.path(section.name), (one.value, one.means));
            }
        }
        let view = |key: keys::KeyName| {
            let (default, means) = told.get(&key.path).cloned().unwrap_or_default();
            let has_default = !key.is_secret
                && !WITHOUT_DEFAULT.contains(&key.path.as_str())
                && default != NOTHING;
            KeyView {
                default: if has_default { default } else { String::new() },
                means: means.to_owned(),
                is_secret: key.is_secret,
                variable: key.variable,
                key: key.path,
            }
        };
        Ok(Keys { keys: keys::all().into_iter().map(view).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_explained() {
        let keys = Keys::of(Language::En).unwrap().keys;
        for key in &keys {
            let is_list = ["branches", "staff", "services"].contains(&key.key.as_str());
            assert_eq!(is_list, key.means.is_empty(), "{}", key.key);
        }
        let of = |name: &str| keys.iter().find(|key| key.key == name).unwrap();
        assert_eq!(of("booking.quiet_seconds").default, "120 seconds");
        assert_eq!(of("calcom.api_key").default, "");
    }
}
