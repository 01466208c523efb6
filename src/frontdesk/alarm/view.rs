//! Alarms as they are shown: what is wrong, of what nobody is told, and how the channels are.

use crate::domain::Result;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::calendar::local_time::LocalTime;
use crate::frontdesk::Desk;
use crate::frontdesk::alarm::evaluate;
use crate::store::alarm::episode::AlarmRow;
use crate::store::alarm::{episode, mute, notice};
use serde::Serialize;
use time::Duration;

/// How many are shown with those that are over.
const SHOWN_MAX: u32 = 200;
/// How far back the channels are looked at.
const CHANNELS_SINCE: Duration = Duration::days(7);

/// Everything about alarms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlertsView {
    /// Oldest first, or newest first where those that are over are shown, too.
    pub alarms: Vec<AlarmView>,
    /// Of what nobody is told.
    pub muted: Vec<MuteView>,
    /// By which ways somebody is told besides the log.
    pub channels: Vec<ChannelView>,
}

/// One alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlarmView {
    /// Which one.
    pub kind: &'static str,
    /// `warn` or `alarm`.
    #[serde(serialize_with = "level_word")]
    pub level: Level,
    /// In the salon's language.
    pub message: String,
    /// When it began.
    pub began_at: LocalTime,
    /// When it was told last.
    pub told_at: Option<LocalTime>,
    /// Who has seen it.
    pub acked_by: Option<String>,
    /// When it was over.
    pub cleared_at: Option<LocalTime>,
}

/// A kind of which nobody is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MuteView {
    /// Which one.
    pub kind: &'static str,
    /// For good, if there is none.
    pub until: Option<LocalTime>,
    /// Who said so.
    pub by: String,
}

/// A way by which somebody is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelView {
    /// `mail` or `hook`.
    pub channel: &'static str,
    /// Notices that are still to be said.
    pub waiting: u64,
    /// Notices of the last week that were given up.
    pub given_up: u64,
    /// Why the last that failed did; without address or token.
    pub last_error: Option<String>,
}

fn level_word<S: serde::Serializer>(level: &Level, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(level.as_str())
}

/// What is wrong; with `all` also what was.
pub fn of(desk: &Desk, all: bool) -> Result<AlertsView> {
    let (company, now) = (desk.salon.company, desk.now());
    let time = |at| LocalTime::of(&desk.salon.zone, at);
    desk.store.read(|connection| {
        let rows = match all {
            true => episode::newest(connection, company, SHOWN_MAX)?,
            false => episode::open(connection, company)?,
        };
        let alarm = |row: AlarmRow| AlarmView {
            kind: row.kind.as_str(),
            level: row.episode.level,
            message: row.message,
            began_at: time(row.began_at),
            told_at: row.episode.told.map(|(at, _)| time(at)),
            acked_by: row.acked.map(|(_, by)| by),
            cleared_at: row.cleared_at.map(time),
        };
        let muted = mute::all(connection, company)?.into_iter().filter(|mute| mute.is_on(now));
        let since = now.saturating_sub(CHANNELS_SINCE);
        let channel = |channel: notice::Channel| {
            let state = notice::state(connection, company, channel, since)?;
            Ok(ChannelView {
                channel: channel.as_str(),
                waiting: state.waiting,
                given_up: state.given_up,
                last_error: state.last_error,
            })
        };
        Ok(AlertsView {
            alarms: rows.into_iter().map(alarm).collect(),
            muted: muted
                .map(|mute| MuteView {
                    kind: mute.kind.as_str(),
                    until: mute.until.map(time),
                    by: mute.by,
                })
                .collect(),
            channels: evaluate::channels(&desk.salon)
                .into_iter()
                .map(channel)
                .collect::<Result<_>>()?,
        })
    })
}

/// Which kinds there are, for a sentence.
pub fn kinds() -> String {
    Kind::ALL.map(Kind::as_str).join(", ")
}
