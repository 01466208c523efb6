//! How much the poll asks for at a time, and when a list leads nowhere. Pure.

use time::OffsetDateTime;

/// Entries asked for at a time, at the most.
pub(crate) const TAKE_MAX: u32 = 100;
/// After so many pages that came whole, twice as many entries are asked for.
const WHOLE_PAGES_BEFORE_MORE: u32 = 2;
/// So often the same page may come again: once after going on from its last change, but not twice.
const REPEATS_MAX: u32 = 1;

/// How many entries are asked for: half as many after a page that was too long, more again when pages come whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PageSize {
    take: u32,
    whole: u32,
}

impl Default for PageSize {
    fn default() -> PageSize {
        PageSize { take: TAKE_MAX, whole: 0 }
    }
}

impl PageSize {
    pub(crate) fn take(self) -> u32 {
        self.take
    }

    /// The page was too long. Says whether it can be asked for in smaller pieces.
    pub(crate) fn too_long(&mut self) -> bool {
        self.whole = 0;
        let can = self.take > 1;
        self.take = (self.take / 2).max(1);
        can
    }

    pub(crate) fn whole(&mut self) {
        self.whole = self.whole.saturating_add(1);
        if self.whole >= WHOLE_PAGES_BEFORE_MORE {
            *self = PageSize { take: self.take.saturating_mul(2).min(TAKE_MAX), whole: 0 };
        }
    }
}

/// What a page holds, as far as it tells pages apart.
pub(crate) type Print = Vec<(String, Option<OffsetDateTime>)>;

/// Sees when one page comes again and again.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    last: Option<Print>,
    times: u32,
}

impl Repeats {
    /// Whether the list leads nowhere: this page came too often.
    pub(crate) fn leads_nowhere(&mut self, page: Print) -> bool {
        if page.is_empty() || self.last.as_ref() != Some(&page) {
            *self = Repeats { last: Some(page), times: 0 };
            return false;
        }
        self.times = self.times.saturating_add(1);
        self.times > REPEATS_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_halved_down_to_one_and_grows_again() {
        let mut size = PageSize::default();
        let mut takes = vec![size.take()];
        while size.too_long() {
            takes.push(size.take());
        }
        assert_eq!(takes, [100, 50, 25, 12, 6, 3, 1]);
        assert_eq!(size.take(), 1, "one entry alone can be too long");
        let mut takes = Vec::new();
        for _ in 0..16 {
            takes.push(size.take());
            size.whole();
        }
        assert_eq!(takes, [1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 64, 64, 100, 100]);
    }

    #[test]
    fn a_page_may_come_twice_and_not_three_times() {
        let page = |uids: &[&str]| uids.iter().map(|uid| ((*uid).to_owned(), None)).collect();
        let mut repeats = Repeats::default();
        let seen = [
            (page(&["a"]), false),
            (page(&["a"]), false),
            (page(&["b"]), false),
            (page(&["a"]), false),
            (page(&[]), false),
            (page(&["a"]), false),
            (page(&["a"]), false),
            (page(&["a"]), true),
        ];
        for (number, (page, nowhere)) in seen.into_iter().enumerate() {
            assert_eq!(repeats.leads_nowhere(page), nowhere, "page {number}");
        }
    }
}
