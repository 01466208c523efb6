//! One look at everything: facts, findings, what becomes of each alarm, and what is to be said, in one transaction.

use crate::domain::Result;
use crate::domain::alarm::finding::{Finding, State};
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::alarm::machine::{Change, Patience, Tell, look, worst};
use crate::domain::alarm::{quality, running};
use crate::frontdesk::alarm::gather;
use crate::frontdesk::alarm::words::words;
use crate::frontdesk::quality::facts;
use crate::frontdesk::{Desk, Salon};
use crate::store::alarm::episode::AlarmRow;
use crate::store::alarm::mute::Mute;
use crate::store::alarm::notice::{Channel, Notice, Tells};
use crate::store::alarm::{episode, mute, notice};
use crate::store::db::tx::Tx;
use time::{Duration, OffsetDateTime};

/// An alarm is over after it was well for so long.
const CALM_FOR: Duration = Duration::minutes(10);

/// What was told, for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Of which alarm.
    pub kind: Kind,
    /// What.
    pub tells: Tells,
    /// How bad it is.
    pub level: Level,
    /// In the salon's language.
    pub message: String,
}

/// Looks at all that can be wrong and keeps what was found. Gives what is told; each channel's notices are kept, too.
pub fn evaluate(desk: &Desk, started: OffsetDateTime) -> Result<Vec<Told>> {
    let (salon, now) = (&desk.salon, desk.now());
    // What was made in this very second counts.
    let until = now.saturating_add(Duration::SECOND);
    let quality_facts = desk.store.read(|connection| facts::facts(connection, salon, until))?;
    let running_facts = gather::running(desk, started)?;
    let mut findings = quality::findings(&quality_facts, salon.language);
    findings.extend(running::findings(&running_facts, salon.language));
    take_in(desk, findings, now)
}

/// Keeps findings of any origin.
pub fn take_in(desk: &Desk, findings: Vec<Finding>, now: OffsetDateTime) -> Result<Vec<Told>> {
    let company = desk.salon.company;
    let open = desk.store.read(|connection| episode::open(connection, company))?;
    let is_any_news = findings.iter().any(|found| {
        let row = open.iter().find(|row| row.kind == found.kind);
        row.is_some() || found.broken().is_some()
    });
    if !is_any_news {
        return Ok(Vec::new());
    }
    let salon = desk.salon.clone();
    desk.store.write(move |tx| {
        let look = Look { tx, salon: &salon, mutes: mute::all(tx, company)?, now };
        // Read again: a person may have said something meanwhile.
        let open = episode::open(tx, company)?;
        let mut told = Vec::new();
        for found in &findings {
            let row = open.iter().find(|row| row.kind == found.kind);
            told.extend(look.at(row, found)?);
        }
        Ok(told)
    })
}

struct Look<'a> {
    tx: &'a Tx<'a>,
    salon: &'a Salon,
    mutes: Vec<Mute>,
    now: OffsetDateTime,
}

impl Look<'_> {
    fn at(&self, row: Option<&AlarmRow>, found: &Finding) -> Result<Option<Told>> {
        let (tx, now) = (self.tx, self.now);
        let is_muted = self.mutes.iter().any(|mute| mute.kind == found.kind && mute.is_on(now));
        let episode = row.map(|row| &row.episode);
        let (change, tell) = look(episode, &found.state, is_muted, now, patience(self.salon));
        let (level, message) = match (&found.state, row) {
            (State::Broken { level, message }, _) => (*level, message.as_str()),
            (State::Well | State::Unknown, Some(row)) => (row.episode.level, row.message.as_str()),
            (State::Well | State::Unknown, None) => return Ok(None),
        };
        let (id, began_at) = match (change, row) {
            (Change::Begin, _) | (_, None) => {
                (episode::begin(tx, self.salon.company, found.kind, (level, message), now)?, now)
            }
            (_, Some(row)) => (row.id, row.began_at),
        };
        match change {
            Change::GoOn => episode::go_on(tx, id, level, message)?,
            Change::Calm => episode::calm(tx, id, now)?,
            Change::End => episode::end(tx, id, now)?,
            Change::None | Change::Begin => {}
        }
        let Some(tell) = tell else { return Ok(None) };
        let worst = worst(episode, level);
        if tell != Tell::Clear {
            episode::told(tx, id, worst, tell == Tell::Worse, now)?;
        }
        let tells = tells(tell);
        if worst >= self.salon.config.alerts.least() {
            self.put_notices(id, tells, (found.kind, level), message, began_at)?;
        }
        Ok(Some(Told { kind: found.kind, tells, level, message: message.to_owned() }))
    }

    fn put_notices(
        &self,
        id: i64,
        tells: Tells,
        (kind, level): (Kind, Level),
        message: &str,
        began_at: OffsetDateTime,
    ) -> Result<()> {
        let due = quiet_until(self.salon, self.now).unwrap_or(self.now);
        let words = words(self.salon, tells, (kind, level), message, began_at);
        for channel in channels(self.salon) {
            let notice = Notice {
                alarm: Some(id),
                channel,
                tells,
                level,
                title: words.title.clone(),
                body: words.body.clone(),
            };
            notice::put(self.tx, self.salon.company, &notice, due, self.now)?;
        }
        Ok(())
    }
}

/// How patient the alarms are.
pub fn patience(salon: &Salon) -> Patience {
    let hours = i64::try_from(salon.config.alerts.remind_hours).unwrap_or(i64::MAX);
    Patience { remind_after: Duration::hours(hours.min(i64::from(u16::MAX))), calm_for: CALM_FOR }
}

/// When the quiet hours end in which this instant lies; `None` if somebody may be told now.
pub fn quiet_until(salon: &Salon, at: OffsetDateTime) -> Option<OffsetDateTime> {
    salon.config.alerts.quiet()?.end_after(at, &salon.zone)
}

/// What a telling is called where it is kept.
pub fn tells(tell: Tell) -> Tells {
    match tell {
        Tell::Fired => Tells::Fired,
        Tell::Worse => Tells::Worse,
        Tell::Still => Tells::Still,
        Tell::Clear => Tells::Clear,
    }
}

/// The channels that are configured, besides the log.
pub fn channels(salon: &Salon) -> Vec<Channel> {
    let config = &salon.config.alerts;
    let mail = (!config.mail.is_empty()).then_some(Channel::Mail);
    let hook = (!config.hook_url.is_empty()).then_some(Channel::Hook);
    mail.into_iter().chain(hook).collect()
}
