//! What is said past the database while it takes nothing: kept in memory, one notice for each channel, until it is said or
//! something newer takes its place.

use crate::store::alarm::notice::{Channel, Notice, Tells};
use time::OffsetDateTime;

/// What waits, and by which channels something was said that is not over.
#[derive(Default)]
pub(crate) struct Direct {
    waiting: Vec<Waiting>,
    heard: Vec<Channel>,
}

/// A notice that waits to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub notice: Notice,
    pub made_at: OffsetDateTime,
    /// How often it was tried in vain.
    pub attempts: u32,
    next_try_at: OffsetDateTime,
}

impl Direct {
    /// Says this by its channel, and no longer what waits there. That it is over is said only to whom something was said.
    pub fn put(&mut self, notice: Notice, now: OffsetDateTime) {
        self.waiting.retain(|waiting| waiting.notice.channel != notice.channel);
        if notice.tells == Tells::Clear && !self.heard.contains(&notice.channel) {
            return;
        }
        self.waiting.push(Waiting { notice, made_at: now, attempts: 0, next_try_at: now });
    }

    /// Takes out what is to be said now.
    pub fn take_due(&mut self, now: OffsetDateTime) -> Vec<Waiting> {
        // A clock that was put back keeps nothing waiting.
        let is_due = |waiting: &Waiting| now >= waiting.next_try_at || now < waiting.made_at;
        let (due, later) = self.waiting.drain(..).partition(is_due);
        self.waiting = later;
        due
    }

    /// It was said.
    pub fn said(&mut self, notice: &Notice) {
        self.heard.retain(|channel| *channel != notice.channel);
        if notice.tells != Tells::Clear {
            self.heard.push(notice.channel);
        }
    }

    /// It was not, and is said later, unless something newer waits by now.
    pub fn put_off(&mut self, waiting: Waiting, until: OffsetDateTime) {
        let channel = waiting.notice.channel;
        if !self.waiting.iter().any(|newer| newer.notice.channel == channel) {
            let attempts = waiting.attempts.saturating_add(1);
            self.waiting.push(Waiting { attempts, next_try_at: until, ..waiting });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alarm::kind::Level;
    use time::Duration;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-12-01 8:00 UTC);

    fn notice(channel: Channel, tells: Tells) -> Notice {
        let (title, body) = (String::new(), String::new());
        Notice { alarm: None, channel, tells, level: Level::Alarm, title, body }
    }

    fn due(direct: &mut Direct, minutes: i64) -> Vec<(Channel, Tells)> {
        let all = direct.take_due(NOW + Duration::minutes(minutes));
        all.into_iter()
            .map(|one| {
                direct.said(&one.notice);
                (one.notice.channel, one.notice.tells)
            })
            .collect()
    }

    #[test]
    fn what_does_not_go_is_said_later_and_what_is_over_only_to_whom_it_was_said() {
        let mut direct = Direct::default();
        direct.put(notice(Channel::Hook, Tells::Fired), NOW);
        direct.put(notice(Channel::Mail, Tells::Fired), NOW);
        let mut all = direct.take_due(NOW);
        assert_eq!(all.len(), 2);
        direct.said(&all.remove(0).notice);
        direct.put_off(all.remove(0), NOW + Duration::MINUTE);
        assert_eq!(due(&mut direct, 0), []);
        // Over before the letter could go: who heard nothing hears nothing of the end.
        direct.put(notice(Channel::Mail, Tells::Clear), NOW);
        direct.put(notice(Channel::Hook, Tells::Clear), NOW);
        assert_eq!(due(&mut direct, 5), [(Channel::Hook, Tells::Clear)]);
        direct.put(notice(Channel::Hook, Tells::Clear), NOW);
        assert_eq!(due(&mut direct, 9), [], "said once");
    }

    #[test]
    fn something_newer_takes_the_place_of_what_could_not_be_said() {
        let mut direct = Direct::default();
        direct.put(notice(Channel::Hook, Tells::Fired), NOW);
        let old = direct.take_due(NOW).remove(0);
        direct.put(notice(Channel::Hook, Tells::Still), NOW);
        direct.put_off(old, NOW);
        assert_eq!(due(&mut direct, 0), [(Channel::Hook, Tells::Still)]);
        assert_eq!(due(&mut direct, 60), []);
    }
}
