//! The dead man's ping: somebody outside hears every so often that we are alive, and tells when that stops. In the shape
//! of healthchecks: the address itself, `/start`, `/fail`.

use crate::work::lane::http::Post;
use std::time::{Duration, Instant};

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

/// When it was told last, and what.
#[derive(Debug, Default)]
pub struct Heart {
    told: Option<(Instant, Beat)>,
}

impl Heart {
    /// What is to be told now. What is wrong is told at once, and so is that it is well again.
    pub fn due(&self, now: Instant, every: Duration, is_well: bool) -> Option<Beat> {
        let beat = if is_well { Beat::Well } else { Beat::Fail };
        match self.told {
            None => Some(Beat::Start),
            Some((_, Beat::Start)) => Some(beat),
            Some((_, told)) if told != beat => Some(beat),
            Some((at, _)) => (now.saturating_duration_since(at) >= every).then_some(beat),
        }
    }

    /// It was told, or tried in vain: the next time comes after as long.
    pub fn told(&mut self, now: Instant, beat: Beat) {
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

    #[test]
    fn it_begins_then_beats_and_a_change_is_told_at_once() {
        let (begun, every) = (Instant::now(), Duration::from_secs(300));
        let at = |seconds| begun + Duration::from_secs(seconds);
        let mut heart = Heart::default();
        for (second, is_well, expected) in [
            (0, true, Some(Beat::Start)),
            (1, true, Some(Beat::Well)),
            (2, true, None),
            (300, true, None),
            (301, true, Some(Beat::Well)),
            (302, false, Some(Beat::Fail)),
            (303, false, None),
            (602, false, Some(Beat::Fail)),
            (603, true, Some(Beat::Well)),
        ] {
            let due = heart.due(at(second), every, is_well);
            assert_eq!(due, expected, "{second}");
            if let Some(beat) = due {
                heart.told(at(second), beat);
            }
        }
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
