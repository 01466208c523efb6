//! A trial by every channel, without a database: does what is configured arrive?

use crate::config::Config;
use crate::domain::Result;
use crate::domain::alarm::kind::Level;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::CompanyId;
use crate::domain::language::Language;
use crate::frontdesk::Salon;
use crate::frontdesk::alarm::evaluate::channels;
use crate::frontdesk::alarm::words;
use crate::frontdesk::how_told::HowTold;
use crate::post::postbox::Postbox;
use crate::store::alarm::notice::{Channel, Notice, Tells};
use crate::work::lane::heartbeat;
use crate::work::lane::heartbeat::Beat;
use crate::work::lane::hook;
use crate::work::lane::http::Sender;
use crate::work::lane::letters;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;

/// How a trial went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// `mail`, `hook` or `heartbeat`.
    pub channel: &'static str,
    /// Which folder or mail server it went to; without any key.
    pub via: Option<String>,
    /// Why it was not sent; without address or token.
    pub error: Option<String>,
}

/// Sends a trial by each channel that is configured, and a beat that all is well.
pub fn send(config: Config) -> Result<Vec<Tried>> {
    let zone = Zone::parse(&config.company.time_zone)?;
    let language = Language::parse(&config.company.language).unwrap_or_default();
    let (postbox, company) = (Postbox::of(&config)?, CompanyId(0));
    let telling = Arc::new(HowTold::of(&config, company, language));
    let salon = Salon {
        config: Arc::new(config),
        company,
        zone,
        language,
        telling,
        free_times: Arc::default(),
    };
    let alerts = &salon.config.alerts;
    let sender = Sender::new(Duration::from_secs(alerts.timeout_seconds));
    let words = words::trial(&salon, language);
    let mut tried = Vec::new();
    for channel in channels(&salon) {
        let notice = Notice {
            alarm: None,
            channel,
            tells: Tells::Test,
            level: Level::Warn,
            title: words.title.clone(),
            body: words.body.clone(),
        };
        let sent = match channel {
            Channel::Hook => sender.send(hook::post(alerts, &notice)),
            Channel::Mail => {
                let now = OffsetDateTime::now_utc();
                let id = format!("trial-{}", now.unix_timestamp_nanos());
                letters::send(Some(&postbox), alerts, (&id, &notice), now)
            }
        };
        let via = postbox.mail.as_ref().filter(|_| channel == Channel::Mail);
        let via = via.map(|mail| mail.name());
        tried.push(Tried { channel: channel.as_str(), via, error: sent.err() });
    }
    if !alerts.heartbeat_url.is_empty() {
        let sent = sender.send(heartbeat::post(alerts.heartbeat_url.reveal(), Beat::Well, &[]));
        tried.push(Tried { channel: "heartbeat", via: None, error: sent.err() });
    }
    Ok(tried)
}
