//! The settings in force, section by section.

use crate::config::Config;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::settings::section::SectionView;
use crate::frontdesk::settings::{at_calcom, salon, telling};

/// Everything that is set, in the file's order, as far as it can be shown: people, branches and services have pages of
/// their own.
pub(crate) fn of(desk: &Desk) -> Vec<SectionView> {
    of_config(&desk.salon.config, desk.salon.language)
}

/// The same of a configuration alone.
pub(crate) fn of_config(config: &Config, language: Language) -> Vec<SectionView> {
    let mut sections = salon::sections(config, language);
    sections.extend(at_calcom::sections(config, language));
    sections.extend(telling::sections(config, language));
    for section in &mut sections {
        for one in &mut section.settings {
            let origin = config.origins.of(&one.path(section.name));
            one.source = origin.shown(&config.file);
            one.from = origin.kind();
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secret;
    use std::collections::BTreeSet;

    const EVERY_KEY: &str = include_str!("../../../appliance.toml");
    /// A secret that must be seen nowhere.
    const SECRET: &str = "topfgeheim";

    fn config() -> Config {
        let mut config =
            Config::parse(&EVERY_KEY.replace("\"env:", &format!("\"{SECRET}"))).unwrap();
        let secret = || Secret::new(SECRET);
        config.mail.password = secret();
        config.sms.api_key = secret();
        config.sms.headers.insert("authorization".to_owned(), secret());
        config.sms.url = format!("https://me:{SECRET}@gateway.example/send?key={SECRET}");
        config.sms.body = format!("key={SECRET}");
        config.alerts.hook_url = secret();
        config.alerts.hook_token = secret();
        config.alerts.heartbeat_url = secret();
        config.alerts.backup_ping_url = secret();
        config.metrics.token = secret();
        config
    }

    /// The keys of the file that names every one, as `section.key`.
    fn keys_of_the_file() -> BTreeSet<String> {
        let mut section = String::new();
        let mut keys = BTreeSet::new();
        for line in EVERY_KEY.lines() {
            let line = line.trim_start_matches("# ");
            if line.starts_with("[[") {
                break;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name.to_owned();
            } else if let Some((key, _)) = line.split_once(" = ")
                && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            {
                keys.insert(format!("{section}.{key}"));
            }
        }
        keys
    }

    #[test]
    fn every_key_of_the_file_is_there_once() {
        let shown = of_config(&config(), Language::De);
        let names: Vec<String> = shown
            .iter()
            .flat_map(|section| {
                section.settings.iter().map(|one| format!("{}.{}", section.name, one.key))
            })
            .collect();
        let once: BTreeSet<String> = names.iter().cloned().collect();
        assert_eq!(once.len(), names.len());
        assert_eq!(once, keys_of_the_file());
    }

    #[test]
    fn no_secret_is_shown() {
        let config = config();
        for language in [Language::De, Language::En] {
            let told = format!("{:?}", of_config(&config, language));
            assert!(!told.contains(SECRET), "{told}");
        }
        let shown = of_config(&config, Language::De);
        let keys = shown.iter().flat_map(|section| &section.settings);
        let set: Vec<&str> =
            keys.filter(|one| one.value.starts_with("gesetzt")).map(|one| one.key).collect();
        assert!(set.contains(&"api_key") && set.contains(&"hook_url"), "{set:?}");
    }
}
