//! SIGKILL between deciding to send and having sent: with the real program, and a mail server or a gateway of the tests as
//! judge.

#[cfg(test)]
mod few;
pub mod receiver;
pub mod run;
