//! The dead man's ping: somebody outside hears every so often that we are alive, and tells when that stops. In the shape
//! of healthchecks: the address itself, `/start`, `/fail`.

use crate::work::lane::http::Post;
use time::{Duration, OffsetDateTime};

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// The program has begun.
    Start,
    /// All is well.
    Well,
    /// Something is wrong.
    Fail,
}

/// That all is well is not said before the program has lived for so long: one that is started again and again is not well,
/// and somebody outside notices that it never is.
const LIVED_FOR: Duration = Duration::minutes(1);

/// When it was told last, and what.
#[derive(Debug, Default)]
pub struct Heart {
    told: Option<(OffsetDateTime, Beat)>,
}

impl Heart {
    /// What is to be told now. What is wrong is told at once, and so is that it is well again.
    pub fn due(&self, now: OffsetDateTime, every: Duration, is_well: bool) -> Option<Beat> {
        let beat = if is_well { Beat::Well } else { Beat::Fail };
        let Some((at, told)) = self.told else { return Some(Beat::Start) };
        let pause = match (told, beat) {
            (Beat::Start, Beat::Well) => LIVED_FOR,
            (told, beat) if told == beat => every,
            _ => Duration::ZERO,
        };
        // A clock that was put back keeps nobody silent.
        (now < at || now - at >= pause).then_some(beat)
    }

    /// It was told, or tried in vain: the next time comes after as long.
    pub fn told(&mut self, now: OffsetDateTime, beat: Beat) {
        self.told = Some((now, beat));
    }
}

/// The request. `kinds` are the alarms that are on.
pub fn post(url: &str, beat: Beat, kinds: &[&str]) -> Post {
    let ending = match beat {
        Beat::Start => "/start",
        Beat::Well => "",
        Beat::Fail => "/fail",
    };
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (url, String::new()),
    };
    Post {
        url: format!("{}{ending}{query}", path.trim_end_matches('/')),
        headers: Vec::new(),
        content_type: "text/plain; charset=utf-8",
        body: kinds.join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn it_begins_then_beats_and_a_change_is_told_at_once() {
        let (begun, every) = (datetime!(2026-12-01 8:00 UTC), Duration::minutes(5));
        let at = |seconds| begun + Duration::seconds(seconds);
        let mut heart = Heart::default();
        for (second, is_well, expected) in [
            (0, true, Some(Beat::Start)),
            (1, true, None),
            (59, true, None),
            (60, true, Some(Beat::Well)),
            (61, true, None),
            (359, true, None),
            (360, true, Some(Beat::Well)),
            (361, false, Some(Beat::Fail)),
            (362, false, None),
            (661, false, Some(Beat::Fail)),
            (662, true, Some(Beat::Well)),
            (-86_400, true, Some(Beat::Well)),
            (-86_399, true, None),
        ] {
            let due = heart.due(at(second), every, is_well);
            assert_eq!(due, expected, "{second}");
            if let Some(beat) = due {
                heart.told(at(second), beat);
            }
        }
        let mut heart = Heart::default();
        heart.told(begun, Beat::Start);
        assert_eq!(heart.due(at(1), every, false), Some(Beat::Fail), "that is told at once");
    }

    #[test]
    fn the_address_is_that_of_healthchecks() {
        for (url, beat, expected) in [
            ("https://hc.example/ping/1", Beat::Well, "https://hc.example/ping/1"),
            ("https://hc.example/ping/1/", Beat::Start, "https://hc.example/ping/1/start"),
            ("https://hc.example/ping/1?rid=7", Beat::Fail, "https://hc.example/ping/1/fail?rid=7"),
        ] {
            assert_eq!(post(url, beat, &["disk_nearly_full"]).url, expected);
        }
        assert_eq!(post("https://x", Beat::Fail, &["a", "b"]).body, "a\nb");
    }
}
