//! Finding the server: a number is its own answer.

use std::net::SocketAddr;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// ureq's own resolver for names. It asks on a thread of its own, started for each new connection so that the time-out
/// holds; an address written as a number needs neither.
#[derive(Debug, Default)]
pub struct NumbersFirst {
    names: DefaultResolver,
}

impl Resolver for NumbersFirst {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        match number(uri) {
            Some(address) => {
                let mut found = self.empty();
                found.push(address);
                Ok(found)
            }
            None => self.names.resolve(uri, config, timeout),
        }
    }
}

/// The address, if host and port stand there as numbers.
fn number(uri: &Uri) -> Option<SocketAddr> {
    uri.authority()?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn only_numbers_are_their_own_answer() {
        let told = |uri: &str| number(&uri.parse().unwrap()).map(|address| address.to_string());
        assert_eq!(told("http://127.0.0.1:80/v2").as_deref(), Some("127.0.0.1:80"));
        assert_eq!(told("https://[::1]:8443/v2").as_deref(), Some("[::1]:8443"));
        for uri in ["https://api.example.com/v2", "https://localhost:443", "http://127.0.0.1/v2"] {
            assert_eq!(told(uri), None, "{uri}");
        }
    }
}
