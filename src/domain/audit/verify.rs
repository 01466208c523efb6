//! Checking the chain: an edit, a removed row, a swapped pair, a cut tail each leave a mark.

use crate::domain::audit::chain::{GENESIS, Link};
use serde::Serialize;

/// Faults told at most; the rest is counted.
pub const FAULTS_TOLD_MAX: usize = 20;

/// An end of the chain that was written down somewhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Where, for the sentence.
    pub by: String,
    /// The number of the row that was the last one; 0 for an empty chain.
    pub seq: i64,
    pub hash: String,
    /// Whether it must be the last row still. Else the chain may have gone on.
    pub is_last: bool,
}

/// Follows the chain row by row.
#[derive(Clone, Debug)]
pub struct Verifier {
    last_seq: i64,
    /// `None` after a row that could not be read.
    prev_hash: Option<String>,
    rows: u64,
    faults: Vec<String>,
    faults_more: u64,
    heads: Vec<Remembered>,
    met: Vec<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    pub rows: u64,
    /// The last row's number.
    pub last_seq: i64,
    /// The last row's hash; `GENESIS` for an empty chain.
    pub last_hash: String,
    /// One sentence each; empty if the chain is whole.
    pub faults: Vec<String>,
    pub faults_more: u64,
}

impl Verified {
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }
}

impl Verifier {
    /// A verifier that also looks for the ends of the chain that were written down elsewhere.
    pub fn new(heads: Vec<Remembered>) -> Verifier {
        Verifier {
            last_seq: 0,
            prev_hash: Some(GENESIS.to_owned()),
            rows: 0,
            faults: Vec::new(),
            faults_more: 0,
            met: heads.iter().map(|head| head.seq == 0).collect(),
            heads,
        }
    }

    /// The next row in the table's own order, its id, and the hash it claims.
    pub fn row(&mut self, id: i64, link: &Link, claimed_hash: &str) {
        self.rows = self.rows.saturating_add(1);
        let seq = link.seq;
        self.place(id, seq);
        if self.prev_hash.as_deref().is_some_and(|prev| prev != link.prev_hash) {
            self.fault(format!("row {seq} does not continue the row before it"));
        }
        if link.hash() != claimed_hash {
            self.fault(format!("row {seq} was changed: its hash is not its content's"));
        }
        self.compare(seq, claimed_hash);
        self.last_seq = seq;
        match &mut self.prev_hash {
            Some(prev) => {
                prev.clear();
                prev.push_str(claimed_hash);
            }
            None => self.prev_hash = Some(claimed_hash.to_owned()),
        }
    }

    /// A row that stands there and cannot be read; why.
    pub fn unreadable(&mut self, id: i64, why: &str) {
        self.rows = self.rows.saturating_add(1);
        self.fault(format!("row {id} cannot be read: {why}"));
        self.last_seq = id;
        self.prev_hash = None;
    }

    /// Something else that is not as it should be.
    pub fn fault(&mut self, sentence: String) {
        if self.faults.len() < FAULTS_TOLD_MAX {
            self.faults.push(sentence);
        } else {
            self.faults_more = self.faults_more.saturating_add(1);
        }
    }

    /// One more end of the chain to be looked for; before the first row.
    pub fn remember(&mut self, head: Remembered) {
        self.met.push(head.seq == 0);
        self.heads.push(head);
    }

    /// The rest of the table could not be read; why. What is missing then is not said to be cut.
    pub fn broken_off(mut self, why: &str) -> Verified {
        self.fault(format!("the database cannot be read to its end: {why}"));
        self.verified()
    }

    /// After the last row.
    pub fn finish(mut self) -> Verified {
        let last = self.last_seq;
        for (head, met) in self.heads.clone().iter().zip(self.met.clone()) {
            let by = &head.by;
            if !met {
                self.fault(format!("the tail was cut: {by} remembers row {}", head.seq));
            } else if head.is_last && head.seq != last {
                self.fault(format!("{by} stopped at row {}, and the last is {last}", head.seq));
            }
        }
        self.verified()
    }

    fn verified(self) -> Verified {
        Verified {
            rows: self.rows,
            last_seq: self.last_seq,
            last_hash: self.prev_hash.unwrap_or_default(),
            faults: self.faults,
            faults_more: self.faults_more,
        }
    }

    /// Numbers go up by one, and id and number are one.
    fn place(&mut self, id: i64, seq: i64) {
        let expected = self.last_seq.saturating_add(1);
        if seq > expected {
            let missing = seq.saturating_sub(1);
            let which = if missing == expected {
                format!("row {expected} is missing")
            } else {
                format!("rows {expected} to {missing} are missing")
            };
            self.fault(format!("{which}: {seq} follows {}", self.last_seq));
        } else if seq < expected {
            self.fault(format!("row {seq} stands where row {expected} belongs"));
        }
        if id != seq {
            self.fault(format!("row {seq} carries the id {id}"));
        }
    }

    fn compare(&mut self, seq: i64, hash: &str) {
        let mut others = Vec::new();
        for (head, met) in self.heads.iter().zip(&mut self.met) {
            if head.seq == seq && !*met {
                *met = true;
                if head.hash != hash {
                    others.push(format!("row {seq} is not the one that {} remembers", head.by));
                }
            }
        }
        others.into_iter().for_each(|sentence| self.fault(sentence));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain of `count` rows: reasons and hashes.
    fn chain(count: i64) -> Vec<(i64, String, String, String)> {
        let mut prev = GENESIS.to_owned();
        let mut rows = Vec::new();
        for seq in 1..=count {
            let reason = format!("reason {seq}");
            let hash = link(seq, &prev, &reason).hash();
            rows.push((seq, std::mem::replace(&mut prev, hash.clone()), reason, hash));
        }
        rows
    }

    fn link<'a>(seq: i64, prev_hash: &'a str, reason: &'a str) -> Link<'a> {
        Link {
            prev_hash,
            seq,
            mapping_id: Some(1),
            action: "updated",
            old_values: None,
            new_values: None,
            changed_by: "Nadine",
            changed_at: "2026-10-01T08:00:00Z",
            reason,
        }
    }

    fn verify(rows: &[(i64, String, String, String)], heads: Vec<Remembered>) -> Verified {
        let mut verifier = Verifier::new(heads);
        for (seq, prev, reason, hash) in rows {
            verifier.row(*seq, &link(*seq, prev, reason), hash);
        }
        verifier.finish()
    }

    #[test]
    fn a_whole_chain_has_no_faults_and_each_break_is_told_where_it_is() {
        let rows = chain(6);
        let whole = verify(&rows, vec![]);
        assert!(whole.is_whole(), "{whole:?}");
        assert_eq!((whole.rows, whole.last_seq, &whole.last_hash), (6, 6, &rows[5].3));

        let mut edited = rows.clone();
        edited[2].2 = "another reason".into();
        assert_eq!(
            verify(&edited, vec![]).faults,
            ["row 3 was changed: its hash is not its content's"]
        );
        let mut gap = rows.clone();
        gap.drain(1..3);
        assert_eq!(
            verify(&gap, vec![]).faults,
            ["rows 2 to 3 are missing: 4 follows 1", "row 4 does not continue the row before it"]
        );
        let mut twice = rows.clone();
        twice.insert(3, rows[2].clone());
        assert_eq!(verify(&twice, vec![]).faults[0], "row 3 stands where row 4 belongs");
    }

    #[test]
    fn ends_that_were_written_down_are_looked_for() {
        let rows = chain(4);
        let head = |seq, hash: &str, is_last| Remembered {
            by: "the slip".into(),
            seq,
            hash: hash.into(),
            is_last,
        };
        let told = |head| verify(&rows, vec![head]).faults;
        assert!(told(head(0, GENESIS, false)).is_empty());
        assert!(told(head(3, &rows[2].3, false)).is_empty(), "the chain may have gone on");
        assert_eq!(
            told(head(3, &rows[2].3, true)),
            ["the slip stopped at row 3, and the last is 4"]
        );
        assert_eq!(
            told(head(3, &rows[1].3, false)),
            ["row 3 is not the one that the slip remembers"]
        );
        assert_eq!(told(head(5, "x", false)), ["the tail was cut: the slip remembers row 5"]);
    }

    #[test]
    fn an_unreadable_row_is_one_fault_and_the_rest_is_still_checked() {
        let rows = chain(4);
        let mut verifier = Verifier::new(vec![]);
        for (seq, prev, reason, hash) in &rows {
            match seq {
                2 => verifier.unreadable(2, "no text"),
                _ => verifier.row(*seq, &link(*seq, prev, reason), hash),
            }
        }
        assert_eq!(verifier.finish().faults, ["row 2 cannot be read: no text"]);
    }

    #[test]
    fn thousands_of_faults_are_counted_and_not_kept() {
        let mut rows = chain(100);
        rows.iter_mut().for_each(|row| row.2.push('!'));
        let verified = verify(&rows, vec![]);
        assert_eq!((verified.faults.len(), verified.faults_more), (FAULTS_TOLD_MAX, 80));
    }
}
