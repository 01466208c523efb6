//! SIGKILL between deciding to send and having sent: with the real program, and a mail server of the tests as judge.

#[cfg(test)]
mod few;
pub mod run;
