//! The score of a suggestion: below every confidence, so that what is likely never looks like what is sure.

use crate::domain::host::matching::CONFIDENCE_NAME;

/// The highest score a suggestion can have.
pub const SUGGESTION_SCORE_MAX: u8 = 70;
/// The highest score where not both first and last name are there: a lone first name, another family name.
pub const SUGGESTION_SCORE_WEAK_MAX: u8 = 20;

const _: () = assert!(SUGGESTION_SCORE_MAX < CONFIDENCE_NAME, "what is likely looks sure");

/// How likely, 0 to `SUGGESTION_SCORE_MAX`. Not a confidence: no strategy assigns by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SuggestionScore(u8);

impl SuggestionScore {
    /// Cuts at the maximum.
    pub fn new(points: u16) -> SuggestionScore {
        let points = u8::try_from(points).unwrap_or(u8::MAX);
        SuggestionScore(points.min(SUGGESTION_SCORE_MAX))
    }

    /// To be shown and stored.
    pub fn points(self) -> u8 {
        self.0
    }
}
