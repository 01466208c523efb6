//! A migration that no release has, for the tests of upgrades: the database of a program that is newer than this one.
//!
//! Only builds with debug assertions have it; in a release build there is never one.

/// What the program would be with it.
#[derive(Clone, Debug)]
pub(crate) struct TrialMigration {
    /// The version the program claims to be.
    pub program: String,
    /// What the migration does.
    pub sql: String,
}

/// Set to a program's version and a file, as in `0.2.0:/tmp/V2.sql`.
#[cfg(debug_assertions)]
const VARIABLE: &str = "CHAIRSIDE_TRIAL_MIGRATION";

/// The one that the environment names.
#[cfg(debug_assertions)]
pub(crate) fn get() -> Option<&'static TrialMigration> {
    use std::sync::OnceLock;

    static TRIAL: OnceLock<Option<TrialMigration>> = OnceLock::new();
    let read = || {
        let text = std::env::var(VARIABLE).ok()?;
        let (program, file) = text.split_once(':')?;
        let sql = std::fs::read_to_string(file).ok()?;
        Some(TrialMigration { program: program.to_owned(), sql })
    };
    TRIAL.get_or_init(read).as_ref()
}

/// None in a release build.
#[cfg(not(debug_assertions))]
pub(crate) fn get() -> Option<&'static TrialMigration> {
    None
}
