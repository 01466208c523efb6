//! What was told in the course of the day: the customers, by messages that lie in a folder, and the salon itself, by
//! alarms. Read from the database and from the folder, never from the script.

use crate::demo::look::Line;
use crate::demo::stage::{Stage, for_log};
use crate::domain::language::Language;
use crate::domain::message::kind::{Channel, State};
use crate::domain::message::way::Why;
use crate::frontdesk::alarm::view as alarms;
use crate::frontdesk::alarm::view::AlarmView;
use crate::frontdesk::telling::message_view;
use crate::frontdesk::telling::message_view::MessageView;
use crate::store::messages::outbox::Which;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// How the names of files about alarms begin.
const ALARM_FILE: &str = "alarm-";

/// A message that lies in the folder.
pub(crate) struct Sent {
    /// `08:05`, in Berlin.
    pub(crate) time: String,
    /// The entry that it came of.
    pub(crate) call_id: String,
    /// `confirmed`, `moved`, `cancelled`.
    pub(crate) kind: &'static str,
    /// `mail` or `sms`.
    pub(crate) channel: &'static str,
    pub(crate) recipient: String,
    /// Its name in the folder.
    pub(crate) file: String,
}

/// All of it.
pub(crate) struct Told {
    pub(crate) folder: PathBuf,
    pub(crate) sent: Vec<Sent>,
    /// Why customers were told nothing, and how often.
    pub(crate) untold: BTreeMap<String, usize>,
    /// What was wrong in the course of the day, oldest first, and what still is.
    pub(crate) alarms: Vec<AlarmView>,
    /// The letters about that, in the same folder.
    pub(crate) alarm_files: Vec<String>,
    /// What is not as it should be, in sentences.
    pub(crate) faults: Vec<String>,
}

/// Reads it. `lines` are the day's.
pub(crate) fn read(stage: &Stage, lines: &[Line]) -> Result<Told, String> {
    let desk = stage.desk();
    let folder = desk.salon.config.messages.folder(&desk.salon.config.database);
    let messages = message_view::list(desk, Which::All).map_err(for_log)?;
    let mut alarms = alarms::of(desk, true).map_err(for_log)?.alarms;
    alarms.reverse();
    let mut files = files(&folder)?;
    let (mut sent, mut untold, mut faults) = (Vec::new(), BTreeMap::new(), Vec::new());
    for message in messages {
        match message.state_told {
            State::Sent => {
                let message = of(message, lines);
                if !files.remove(&message.file) {
                    faults.push(format!("{} was sent and is not there", message.file));
                }
                sent.push(message);
            }
            State::Untold => {
                let count = untold.entry(message.reason).or_insert(0_usize);
                *count = count.saturating_add(1);
            }
            State::Open | State::GivenUp | State::Replaced => {
                faults.push(format!("the message {} is {}", message.message, message.state));
            }
        }
    }
    let (alarm_files, strange): (Vec<String>, Vec<String>) =
        files.into_iter().partition(|file| file.starts_with(ALARM_FILE));
    faults.extend(strange.iter().map(|file| format!("nobody has sent {file}")));
    Ok(Told { folder, sent, untold, alarms, alarm_files, faults })
}

/// With the entry that it came of: the last one about the visit that had begun by then.
fn of(message: MessageView, lines: &[Line]) -> Sent {
    let time = message.decided_at.clock().to_owned();
    let visit = message.appointment_id.map(|id| id.0);
    let line = lines.iter().rfind(|line| line.appointment == visit && line.time <= time);
    let ending = match message.channel_told {
        Channel::Mail => "eml",
        Channel::Sms | Channel::Nowhere => "sms",
    };
    Sent {
        call_id: line.map(|line| line.call_id.clone()).unwrap_or_default(),
        file: format!("{}.{ending}", message.message),
        kind: message.kind,
        channel: message.channel,
        recipient: message.recipient,
        time,
    }
}

/// The names in the folder. A salon that told nobody anything has none.
fn files(folder: &Path) -> Result<BTreeSet<String>, String> {
    let fault = |error| format!("cannot read {}: {error}", folder.display());
    if !folder.exists() {
        return Ok(BTreeSet::new());
    }
    let names = fs::read_dir(folder)
        .map_err(fault)?
        .map(|entry| Ok(entry.map_err(fault)?.file_name().to_string_lossy().into_owned()));
    names.collect()
}

/// For people.
pub(crate) fn why(reason: &str) -> &str {
    Why::parse(reason).map_or(reason, |why| why.told(Language::En))
}

impl Told {
    /// The messages as an object.
    pub(crate) fn messages_json(&self) -> Value {
        let one = |sent: &Sent| {
            json!({
                "call_id": sent.call_id, "kind": sent.kind, "channel": sent.channel,
                "recipient": sent.recipient, "file": sent.file,
            })
        };
        let untold: Map<String, Value> =
            self.untold.iter().map(|(why, count)| (why.clone(), json!(count))).collect();
        json!({
            "folder": self.folder.display().to_string(),
            "sent": self.sent.iter().map(one).collect::<Vec<_>>(),
            "untold": untold,
        })
    }

    /// The alarms as a list.
    pub(crate) fn alarms_json(&self) -> Value {
        let one = |alarm: &AlarmView| {
            json!({
                "kind": alarm.kind, "level": alarm.level.as_str(), "message": alarm.message,
                "began_at": alarm.began_at, "over_at": alarm.cleared_at,
            })
        };
        self.alarms.iter().map(one).collect()
    }
}
