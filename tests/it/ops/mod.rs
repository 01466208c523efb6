//! Keeping the data: backups, putting one back, upgrades.

mod bundle;
mod drill;
mod forgotten;
mod killed;
mod nightly;
mod places;
mod refused;
mod taken;
mod upgraded;
mod world;
