//! The engine that drives a saga: journal, call, journal. What a saga does next is `domain::saga::next`'s to say.

mod claim;
mod engine;

pub use claim::Claim;
pub use claim::Claims;
pub use engine::Done;
pub use engine::Found;
pub use engine::Patience;
pub use engine::Rest;
pub use engine::Sent;
pub use engine::Steps;
pub use engine::drive;
pub use engine::drive_opened;
pub use engine::journal_first_step;
