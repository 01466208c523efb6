//! Letters about alarms: plain text, from the address that messages to customers are from.

use crate::config::AlertsConfig;
use crate::post::mail::letter::{Letter, Line, Mailbox};
use crate::post::postbox::Postbox;
use crate::store::alarm::notice::Notice;
use time::OffsetDateTime;

/// Sends a notice to every address. The error says in a few words what went wrong, without an address; then it is sent
/// again to all, as the same letters.
pub(crate) fn send(
    postbox: Option<&Postbox>,
    config: &AlertsConfig,
    (id, notice): (&str, &Notice),
    written_at: OffsetDateTime,
) -> Result<(), String> {
    let none = || "[mail] is switched off".to_owned();
    let postbox = postbox.ok_or_else(none)?;
    let mail = postbox.mail.as_ref().ok_or_else(none)?;
    for (number, address) in config.mail.iter().enumerate() {
        let letter = Letter {
            id: format!("{id}-{number}"),
            written_at,
            from: postbox.from.clone(),
            reply_to: None,
            to: Mailbox::parse(address).map_err(|_| "alerts.mail holds no address".to_owned())?,
            subject: Line::new(&notice.title),
            text: format!("{}\n", notice.body),
            html: None,
            calendar: None,
        };
        mail.send(&letter).map_err(|failure| failure.code)?;
    }
    Ok(())
}
