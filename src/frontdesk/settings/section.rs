//! A section of the settings, as it is shown.

use serde::Serialize;

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SettingView {
    /// As `appliance.toml` names it.
    pub key: &'static str,
    /// What it is, in the desk's language.
    pub means: &'static str,
    /// What is in force, in words. Of a secret only whether it is set.
    pub value: String,
    /// Where it was said: `appliance.toml:12`, a variable's name, `default`.
    pub source: String,
    /// In one word: `default`, `file`, `credential`, `environment`, `argument`.
    pub from: &'static str,
}

impl SettingView {
    /// `mail.host`, in the section of this name.
    pub fn path(&self, section: &str) -> String {
        if section.is_empty() { self.key.to_owned() } else { format!("{section}.{}", self.key) }
    }
}

/// A section of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SectionView {
    /// As `appliance.toml` names it.
    pub name: &'static str,
    /// What it is about, in the desk's language.
    pub title: &'static str,
    pub settings: Vec<SettingView>,
}
