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

mod absences;
mod appliance_toml;
mod asked_to_wait;
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
mod event_types;
mod event_types_drift;
mod event_types_faults;
mod event_types_program;
mod event_types_work;
mod event_types_world;
mod faults;
mod full;
mod gate;
mod gate_lanes;
mod gate_rows;
mod gate_tickets;
mod gone;
mod harness;
mod host_sync;
mod http_api;
mod idempotence;
mod inbound;
mod late_writes;
mod lifecycle;
mod lifecycle_cli;
mod limits;
mod live;
mod locked;
mod mapping_properties;
mod mapping_suggesting;
mod moving;
mod names;
mod odd_calcom;
mod odd_hints;
mod orders;
mod pauses_cli;
mod policies;
mod poll_odd;
mod program;
mod questions;
mod raw;
mod record;
mod record_busy;
mod record_serve;
mod record_visits;
mod record_world;
mod release;
mod replay;
mod replay_against;
mod replay_cuts;
mod replay_lines;
mod roster;
mod saga_schedules;
mod salon;
mod sandbox;
mod sandbox_desk;
mod sandbox_faults;
mod sandbox_lengths;
mod sandbox_lies;
mod sandbox_lists;
mod sandbox_rules;
mod sandbox_shapes;
mod sandbox_tables;
mod sandbox_webhooks;
mod schema;
mod sentence;
mod served;
mod services;
mod services_bad;
mod services_cli;
mod sources;
mod staff_import;
mod strangers;
mod stuck;
mod suggesting;
mod suggestions;
mod suggestions_cli;
mod suggestions_learn;
mod suggestions_race;
mod tamper;
mod tamper_cuts;
mod tamper_deeds;
mod tamper_salon;
mod tamper_ways;
mod tidy;
mod visit_bad;
mod visit_main;
mod visit_move;
mod visit_place;
mod visit_roads;
mod visit_run;
mod visit_schedule;
mod visit_schedules;
mod visit_told;
mod visits;
mod visits_crowd;
