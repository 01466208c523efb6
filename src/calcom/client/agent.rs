//! ureq with everything set: nothing is followed, nothing is taken from the environment, everything has a limit.

use crate::calcom::client::progress::WatchedConnector;
use std::time::Duration;
use ureq::Agent;
use ureq::unversioned::resolver::DefaultResolver;

/// An idle connection older than this is not used again.
const READ_IDLE_SECONDS: u64 = 4;
/// Longest head of an answer.
const HEAD_MAX_BYTES: usize = 32 * 1024;
/// Buffers of one connection; the input must hold a whole head.
const INPUT_BUFFER_BYTES: usize = HEAD_MAX_BYTES + 1024;
const OUTPUT_BUFFER_BYTES: usize = 8 * 1024;

/// An agent that keeps so many idle connections.
pub(crate) fn agent(idle_connections: usize) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .max_idle_connections(idle_connections)
        .max_idle_connections_per_host(idle_connections)
        .max_idle_age(Duration::from_secs(READ_IDLE_SECONDS))
        .max_response_header_size(HEAD_MAX_BYTES)
        .input_buffer_size(INPUT_BUFFER_BYTES)
        .output_buffer_size(OUTPUT_BUFFER_BYTES)
        .user_agent(concat!("chairside/", env!("CARGO_PKG_VERSION")))
        .build();
    Agent::with_parts(config, WatchedConnector::default(), DefaultResolver::default())
}
