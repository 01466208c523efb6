//! The way in: the gate, the server behind it, and what handlers get and give.

pub mod app;
mod auth;
mod bookings;
mod calcom;
mod gate;
mod gate_answer;
mod gate_body;
mod gate_conn;
mod gate_door;
mod gate_head;
mod gate_intake;
mod gate_limits;
mod gate_loop;
mod gate_scan;
mod gate_table;
mod health;
pub mod message;
mod retell;
pub mod server;
mod server_queue;
mod server_socket;
mod server_watch;
mod server_work;

pub use gate_limits::GateLimits;
pub use message::Request;
pub use message::Response;
pub use server::Handler;
pub use server::Lane;
pub use server::Server;
pub use server::ServerOptions;
