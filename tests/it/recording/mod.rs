//! Recording days, and replaying them.

pub mod busy;
pub mod day;
pub mod heard;
pub mod replay;
pub mod replay_against;
pub mod replay_cuts;
pub mod replay_lines;
pub mod serve;
pub mod visits;
pub mod world;
