//! What tests share: the whole program on port 0, its salon, raw requests, photographs of the database.

pub mod at_calcom;
pub mod bare;
pub mod browser;
pub mod certificate;
pub mod dump;
pub mod harness;
pub mod markup;
pub mod program;
pub mod raw;
pub mod salon;
pub mod sentence;
pub mod smtp;
pub mod smtp_fault;
pub mod told;
pub mod twelve;
pub mod visitor;
