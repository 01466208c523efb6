//! Booking, moving and cancelling, simple visits and composite ones.

pub mod absences;
pub mod appointments_cli;
pub mod booking;
pub mod broken_day;
pub mod crash;
pub mod crash_hint;
pub mod crash_run;
pub mod crowd;
pub mod faults;
pub mod idempotence;
pub mod live;
pub mod moving;
pub mod no_show;
pub mod pauses_cli;
pub mod policies;
pub mod refusals;
pub mod release;
pub mod saga_schedules;
pub mod sick;
pub mod stuck;
pub mod visit_bad;
pub mod visit_main;
pub mod visit_move;
pub mod visit_roads;
pub mod visit_told;
pub mod world;
