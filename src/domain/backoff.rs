//! How long to wait before something is tried again.

use time::Duration;

/// More doublings would overflow; every maximum is reached long before.
const DOUBLINGS_MAX: u32 = 20;

/// The pause after so many failures before this one: the first, twice as long each further time, and no longer than
/// the maximum.
pub fn pause(first: Duration, failures_before: u32, max: Duration) -> Duration {
    first.saturating_mul(1 << failures_before.min(DOUBLINGS_MAX)).min(max)
}

#[cfg(test)]
mod tests {
    use super::pause;
    use time::Duration;

    #[test]
    fn it_doubles_up_to_its_maximum() {
        for (failures, expected) in
            [(0, 250), (1, 500), (3, 2_000), (7, 32_000), (8, 60_000), (u32::MAX, 60_000)]
        {
            let pause = pause(Duration::milliseconds(250), failures, Duration::MINUTE);
            assert_eq!(pause.whole_milliseconds(), expected, "{failures}");
        }
    }
}
