//! Things side by side where they overlap, as a day is drawn.

/// Where one is drawn: in which lane, from 0, and how many lanes there are where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    pub lane: usize,
    pub of: usize,
}

/// A lane for each of these stretches, `from..until`, which must be in the order of their beginnings. Those that overlap,
/// directly or by others between them, share the width.
pub fn lanes(stretches: &[(u16, u16)]) -> Vec<Lane> {
    let mut placed: Vec<Lane> = Vec::with_capacity(stretches.len());
    let mut ends: Vec<u16> = Vec::new();
    let mut group_begins = 0;
    let mut group_ends = 0;
    for (from, until) in stretches {
        if *from >= group_ends {
            close(&mut placed, group_begins, ends.len());
            group_begins = placed.len();
            ends.clear();
        }
        let free = ends.iter().position(|end| end <= from);
        let lane = free.unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = *until,
            None => ends.push(*until),
        }
        group_ends = group_ends.max(*until);
        placed.push(Lane { lane, of: 1 });
    }
    close(&mut placed, group_begins, ends.len());
    placed
}

fn close(placed: &mut [Lane], from: usize, of: usize) {
    for one in placed.iter_mut().skip(from) {
        one.of = of;
    }
}

#[cfg(test)]
mod tests {
    use super::lanes;

    #[test]
    fn what_overlaps_stands_side_by_side_and_nothing_else_does() {
        for (stretches, expected) in [
            (vec![], vec![]),
            (vec![(0, 30), (30, 60)], vec![(0, 1), (0, 1)]),
            (vec![(0, 60), (30, 90), (90, 95)], vec![(0, 2), (1, 2), (0, 1)]),
            (vec![(0, 60), (10, 20), (20, 30)], vec![(0, 2), (1, 2), (1, 2)]),
            (vec![(0, 60), (0, 60), (50, 70), (60, 80)], vec![(0, 3), (1, 3), (2, 3), (0, 3)]),
        ] {
            let found: Vec<(usize, usize)> =
                lanes(&stretches).into_iter().map(|one| (one.lane, one.of)).collect();
            assert_eq!(found, expected, "{stretches:?}");
        }
    }
}
