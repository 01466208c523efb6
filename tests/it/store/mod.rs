//! The database: its file, its lock, its schema.

pub mod bad;
pub mod full;
pub mod gone;
pub mod light;
pub mod locked;
pub mod looking;
pub mod run;
pub mod schema;
pub mod served;
pub mod world;
