//! The integration tests, one binary.

// Tests end at the first thing that is not as it should be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines
)]

mod appliance_toml;
mod at_calcom;
mod audit_list;
mod backfill;
mod backfill_from;
mod backfill_world;
mod bad_body;
mod bad_offers;
mod bad_transport;
mod bad_words;
mod bare;
mod booking;
mod client;
mod client_server;
mod crash;
mod crash_hint;
mod crash_run;
mod demo;
mod dump;
mod faults;
mod gate;
mod gate_lanes;
mod gate_rows;
mod harness;
mod host_sync;
mod http_api;
mod idempotence;
mod inbound;
mod late_writes;
mod lifecycle;
mod lifecycle_cli;
mod mapping_properties;
mod moving;
mod names;
mod odd_calcom;
mod odd_hints;
mod orders;
mod program;
mod raw;
mod record;
mod record_busy;
mod record_serve;
mod record_world;
mod replay;
mod replay_against;
mod replay_cuts;
mod replay_lines;
mod saga_schedules;
mod salon;
mod sandbox;
mod sandbox_faults;
mod sandbox_lists;
mod sandbox_rules;
mod sandbox_shapes;
mod sandbox_tables;
mod sandbox_webhooks;
mod schema;
mod sentence;
mod sources;
mod staff_import;
mod tamper;
mod tamper_cuts;
mod tamper_deeds;
mod tamper_salon;
mod tamper_ways;
mod tidy;
