//! `check-config`: every fault of the configuration at once, and whether the database it names is its own.

use crate::cli::console::outcome::{Outcome, describe};
use crate::cli::console::{desk, print};
use crate::config::{Config, MailWay, SmsWay};
use crate::domain::host::matching::CONFIDENCE_NAME;
use crate::post::postbox::Postbox;
use crate::store::file::recognise::recognise;
use std::path::Path;
use std::process::ExitCode;

/// Reads the file and says what it would do.
pub fn run(path: &Path) -> Outcome {
    let config = Config::load(path)?;
    // What is read when it is made, such as a certificate; nothing is sent.
    Postbox::of(&config).map_err(describe)?;
    recognise(&config.database.path, Some(&config.company.key)).map_err(|error| error.for_log())?;
    let database = config.database.path.display().to_string();
    print::say_database(&database, desk::READ_ONLY);
    println!(
        "{}: good. {} listens on {}, {} branches, {} staff members, {} services.",
        path.display(),
        config.company.name,
        config.server.listen,
        config.branches.len(),
        config.staff.len(),
        config.services.len()
    );
    for warning in warnings(&config) {
        println!("warning: {warning}");
    }
    Ok(ExitCode::SUCCESS)
}

/// What is allowed and probably not meant.
pub fn warnings(config: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    if config.matching.enabled && config.matching.threshold > CONFIDENCE_NAME {
        warnings.push(format!(
            "matching.threshold = {} can never be reached by an exact name, which gives {CONFIDENCE_NAME}",
            config.matching.threshold
        ));
    }
    if !config.matching.enabled {
        warnings.push("matching is off: no booking gets a staff member".into());
    }
    if config.record.personal && config.record.dir.is_some() {
        warnings.push("record.personal: recordings hold customers' names and numbers".into());
    }
    if config.poll.every_seconds == 0 {
        warnings.push("the poll is off: a lost webhook is never noticed".into());
    }
    warnings.extend(unsent(&config.messages.folder(&config.database), config));
    warnings
}

/// Whom nothing reaches, as it is set up.
fn unsent(folder: &Path, config: &Config) -> Vec<String> {
    let folder = folder.display();
    let mut unsent = Vec::new();
    if config.mail.transport == MailWay::Folder {
        unsent.push(format!(
            "mail.transport = \"folder\": mail to customers is only written into {folder}"
        ));
    }
    if config.sms.transport == SmsWay::Folder {
        unsent.push(format!(
            "sms.transport = \"folder\": text messages to customers are only written into {folder}"
        ));
    }
    let alerts = &config.alerts;
    if alerts.mail.is_empty() && alerts.hook_url.is_empty() {
        unsent.push("[alerts] names nobody: what goes wrong is told to the log alone".into());
    } else if !alerts.mail.is_empty() && config.mail.transport == MailWay::Folder {
        unsent.push(format!("alerts.mail: letters about alarms are only written into {folder}"));
    }
    unsent
}
