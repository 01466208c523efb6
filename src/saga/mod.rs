//! The engine that drives a saga: journal, call, journal. What a saga does next is `domain::saga::next`'s to say.

mod claim;
mod engine;
mod forward;
mod journal;
mod pause;
mod step;

pub use claim::{Claim, Claims};
pub use engine::{Opened, drive};
pub use pause::{Patience, Rest};
pub use step::{Done, Found, Ledger, No, Sent, Steps, Whole};
