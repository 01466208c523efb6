//! Checking the chain: an edit, a removed row, a swapped pair, a cut tail each leave a mark.

use crate::domain::audit::GENESIS;
use crate::domain::audit::Link;

/// Faults told at most; the rest is counted.
pub const FAULTS_TOLD_MAX: usize = 20;

/// Follows the chain row by row.
#[derive(Clone, Debug)]
pub struct Verifier {
    expected_seq: i64,
    prev_hash: String,
    rows: u64,
    faults: Vec<String>,
    faults_more: u64,
    heads: Vec<(String, i64, String, bool)>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many rows there were.
    pub rows: u64,
    /// The last row's number.
    pub last_seq: i64,
    /// The last row's hash.
    pub last_hash: String,
    /// One sentence each; empty if the chain is whole.
    pub faults: Vec<String>,
    /// How many more there were.
    pub faults_more: u64,
}

impl Verifier {
    /// A verifier that also looks for heads kept elsewhere: a name, the row's number, its hash.
    pub fn new(heads: &[(&str, i64, &str)]) -> Verifier {
        let heads = heads
            .iter()
            .map(|(name, seq, hash)| ((*name).to_owned(), *seq, (*hash).to_owned(), *seq == 0));
        Verifier {
            expected_seq: 1,
            prev_hash: GENESIS.to_owned(),
            rows: 0,
            faults: Vec::new(),
            faults_more: 0,
            heads: heads.collect(),
        }
    }

    /// The next row, in the order of its number, with the hash it claims.
    pub fn row(&mut self, link: &Link, claimed_hash: &str) {
        self.rows = self.rows.saturating_add(1);
        if link.seq != self.expected_seq {
            let expected = self.expected_seq;
            self.fault(format!("row {expected} is missing: {} follows", link.seq));
        }
        if link.prev_hash != self.prev_hash {
            self.fault(format!("row {} does not continue the row before it", link.seq));
        }
        if link.hash() != claimed_hash {
            self.fault(format!("row {} was changed: its hash is not its content's", link.seq));
        }
        for (name, seq, hash, met) in &mut self.heads {
            if *seq == link.seq && !*met {
                *met = true;
                if hash != claimed_hash {
                    let sentence = format!("row {} is not the one that {name} remembers", link.seq);
                    self.faults.push(sentence);
                }
            }
        }
        self.expected_seq = link.seq.saturating_add(1);
        self.prev_hash = claimed_hash.to_owned();
    }

    /// After the last row.
    pub fn finish(mut self) -> Verified {
        let missing: Vec<String> = self
            .heads
            .iter()
            .filter(|(_, _, _, met)| !met)
            .map(|(name, seq, _, _)| format!("the tail was cut: {name} remembers row {seq}"))
            .collect();
        for sentence in missing {
            self.fault(sentence);
        }
        Verified {
            rows: self.rows,
            last_seq: self.expected_seq.saturating_sub(1),
            last_hash: self.prev_hash,
            faults: self.faults,
            faults_more: self.faults_more,
        }
    }

    fn fault(&mut self, sentence: String) {
        if self.faults.len() < FAULTS_TOLD_MAX {
            self.faults.push(sentence);
        } else {
            self.faults_more = self.faults_more.saturating_add(1);
        }
    }
}
