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
