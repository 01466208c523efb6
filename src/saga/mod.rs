//! The engine that drives a saga: journal, call, journal. What a saga does next is `domain::saga::next`'s to say.

mod claim;
mod engine;
mod forward;
mod journal;
mod pause;
mod step;

pub use claim::Claim;
pub use claim::Claims;
pub use engine::Fresh;
pub use engine::drive;
pub use engine::drive_opened;
pub use engine::journal_first_step;
pub use pause::Patience;
pub use pause::Rest;
pub use step::Done;
pub use step::Found;
pub use step::Ledger;
pub use step::No;
pub use step::Sent;
pub use step::Steps;
pub use step::Whole;
