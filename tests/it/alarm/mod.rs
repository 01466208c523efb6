//! Alarms: what raises them, how they are told, and that they tell no more than they should.

pub mod channels;
pub mod conditions;
pub mod database;
pub mod every_kind;
pub mod hours;
pub mod letters;
pub mod life;
pub mod listener;
pub mod secrets;
