//! Somebody outside hears when a job begins and how it ended, and tells when it does not come: a dead man's switch for one
//! job, beside that of the whole program.

use crate::config::AlertsConfig;
use crate::work::lane::heartbeat;
use crate::work::lane::heartbeat::Beat;
use crate::work::lane::http::Sender;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

/// How often it is tried.
const TRIES_MAX: u32 = 3;
/// Between two tries.
const PAUSE: Duration = Duration::from_secs(2);

/// One run of a job.
pub(crate) struct JobPing {
    url: String,
    patience: Duration,
    begin: Option<JoinHandle<()>>,
}

impl JobPing {
    /// Tells that it begins, beside the job, so that a server that hangs holds nothing up. `None` where nobody is told.
    pub fn begin(config: &AlertsConfig) -> Option<JobPing> {
        let url = config.backup_ping_url.reveal().to_owned();
        let patience = Duration::from_secs(config.timeout_seconds);
        if url.is_empty() {
            return None;
        }
        let to = url.clone();
        let begun = thread::Builder::new()
            .name("ping".into())
            .spawn(move || tell(&to, patience, Beat::Start))
            .inspect_err(|error| log::warn!("alerts.backup_ping_url: not told: {error}"));
        Some(JobPing { url, patience, begin: begun.ok() })
    }

    /// Tells how it ended, after it was told that it began. Waits for both answers: the job is over by now.
    pub fn end(self, is_well: bool) {
        // A thread that stumbled has told nothing, and the log has its words.
        self.begin.into_iter().for_each(|thread| drop(thread.join()));
        tell(&self.url, self.patience, if is_well { Beat::Well } else { Beat::Fail });
    }
}

fn tell(url: &str, patience: Duration, beat: Beat) {
    let sender = Sender::new(patience);
    for attempt in 1..=TRIES_MAX {
        match sender.send(heartbeat::post(url, beat, &[])) {
            Ok(()) => return,
            Err(why) if attempt == TRIES_MAX => {
                log::warn!("alerts.backup_ping_url: not told: {why}");
            }
            Err(_) => thread::sleep(PAUSE),
        }
    }
}
