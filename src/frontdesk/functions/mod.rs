//! The functions of the voice agent, described once: what each is for, which arguments it reads and what they mean, how it
//! can answer, and what the agent is to do then. The functions read only what stands here, and the agent's tools and its
//! prompt are made of it.

pub(crate) mod argument;
pub(crate) mod function;
pub(crate) mod row;
pub mod status;
pub mod table;
pub(crate) mod table_ask;
pub(crate) mod table_change;
pub mod taught;
pub mod tools;
pub(crate) mod words;
