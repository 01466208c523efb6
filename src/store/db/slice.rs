//! A list a page at a time, in the falling order of a number that each row has for life: however long the list is, and
//! whatever comes in meanwhile, the next page goes on where this one ends.

use crate::domain::Result;

/// Where a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// With the newest.
    #[default]
    First,
    /// Behind the row of this number: older ones.
    Below(i64),
    /// Before the row of this number: newer ones.
    Above(i64),
}

/// A page of it, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    /// Where the page with newer ones begins, if there is one.
    pub newer: Option<Place>,
    /// Where the page with older ones begins, if there is one.
    pub older: Option<Place>,
}

impl Place {
    /// The numbers between which the rows lie, both left out.
    pub fn bounds(self) -> (i64, i64) {
        match self {
            Place::First => (i64::MIN, i64::MAX),
            Place::Below(number) => (i64::MIN, number),
            Place::Above(number) => (number, i64::MAX),
        }
    }

    /// In which direction the rows are read: `ASC` or `DESC`.
    pub fn order(self) -> &'static str {
        match self {
            Place::First | Place::Below(_) => "DESC",
            Place::Above(_) => "ASC",
        }
    }

    /// A page of rows that are all there, in the rising order of their numbers.
    pub fn of<T: Clone>(self, all: &[T], most: u32, number: impl Fn(&T) -> i64) -> Slice<T> {
        let (above, below) = self.bounds();
        let within =
            all.iter().filter(|row| (above < number(row)) && (number(row) < below)).cloned();
        let one_more = usize::try_from(most).unwrap_or(usize::MAX).saturating_add(1);
        let rows = match self {
            Place::Above(_) => within.take(one_more).collect(),
            Place::First | Place::Below(_) => {
                let mut rows: Vec<T> = within.collect();
                rows.reverse();
                rows.truncate(one_more);
                rows
            }
        };
        self.cut(rows, most, number)
    }

    /// The page, of one row more than it may have, read in `order`.
    pub fn cut<T>(self, mut rows: Vec<T>, most: u32, number: impl Fn(&T) -> i64) -> Slice<T> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let is_more = rows.len() > most;
        rows.truncate(most);
        if let Place::Above(_) = self {
            rows.reverse();
        }
        let (is_newer, is_older) = match self {
            Place::First => (false, is_more),
            Place::Below(_) => (true, is_more),
            Place::Above(_) => (is_more, true),
        };
        let newer = rows.first().filter(|_| is_newer).map(|row| Place::Above(number(row)));
        let older = rows.last().filter(|_| is_older).map(|row| Place::Below(number(row)));
        Slice { rows, newer, older }
    }
}

impl<T> Slice<T> {
    /// The same with each row made into something else.
    pub fn try_map<U>(self, of: impl FnMut(T) -> Result<U>) -> Result<Slice<U>> {
        let rows = self.rows.into_iter().map(of).collect::<Result<_>>()?;
        Ok(Slice { rows, newer: self.newer, older: self.older })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the numbers 1 to 10.
    fn page(place: Place) -> Slice<i64> {
        let all: Vec<i64> = (1..=10).collect();
        place.of(&all, 4, |n| *n)
    }

    #[test]
    fn pages_follow_each_other_in_both_directions_without_a_gap() {
        let first = page(Place::First);
        assert_eq!((first.rows.as_slice(), first.newer), ([10, 9, 8, 7].as_slice(), None));
        let second = page(first.older.unwrap());
        assert_eq!(second.rows, [6, 5, 4, 3]);
        let last = page(second.older.unwrap());
        assert_eq!((last.rows.as_slice(), last.older), ([2, 1].as_slice(), None));
        let back = page(last.newer.unwrap());
        assert_eq!(back, second);
        assert_eq!(page(back.newer.unwrap()).rows, first.rows);
    }

    #[test]
    fn a_list_of_one_page_leads_nowhere() {
        let one = Place::First.cut(vec![3, 2], 4, |n| *n);
        assert_eq!((one.newer, one.older), (None, None));
        let none = Place::Below(1).cut(Vec::<i64>::new(), 4, |n| *n);
        assert_eq!((none.newer, none.older), (None, None));
    }
}
