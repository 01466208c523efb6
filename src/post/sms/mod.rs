//! Text messages: one HTTP POST to a gateway, in the shapes of several.

pub mod credit;
pub mod folder;
pub(crate) mod form;
pub mod gateway;
pub mod seven;
pub mod template;
pub mod text_message;
pub mod transport;
pub mod twilio;
