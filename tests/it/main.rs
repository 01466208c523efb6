//! All integration tests, in one binary.

mod sandbox;
mod sandbox_faults;
mod sandbox_lists;
mod sandbox_rules;
mod sandbox_shapes;
mod sandbox_tables;
mod sandbox_webhooks;
