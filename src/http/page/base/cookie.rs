//! The page's two cookies: the session's, and the one a stranger's form is made with.
//!
//! Over TLS their names begin with `__Host-`: a browser then takes them from this very host alone, and only secure. On
//! plain loopback browsers refuse such names, so there they go without.

use crate::frontdesk::access::secret::Secret;
use crate::server::message::{Request, Response};

/// A cookie by its plain name.
#[derive(Clone, Copy)]
pub(crate) struct Cookie(&'static str);

/// Who is logged in.
pub(crate) const SESSION: Cookie = Cookie("chairside");
/// What a stranger's form is made with.
pub(crate) const FORM: Cookie = Cookie("chairside-form");

/// What is before a name over TLS.
const HOST: &str = "__Host-";

impl Cookie {
    fn name(self, is_secure: bool) -> String {
        format!("{}{}", if is_secure { HOST } else { "" }, self.0)
    }
}

/// The secret in a cookie. One that comes twice is none: somebody has put another before it.
pub(crate) fn read(request: &Request, cookie: Cookie, is_secure: bool) -> Option<Secret> {
    let name = cookie.name(is_secure);
    let headers = request.header_values("cookie");
    let pairs = headers.iter().flat_map(|header| header.split(';'));
    let mut found = pairs.filter_map(|pair| pair.trim().split_once('='));
    let mut own = found.by_ref().filter(|(key, _)| *key == name);
    let (one, another) = (own.next()?, own.next());
    if another.is_some() { None } else { Secret::read(one.1) }
}

/// Sets a cookie, until the browser is closed.
pub(crate) fn set(cookie: Cookie, value: &Secret, is_secure: bool) -> String {
    written(&cookie.name(is_secure), value.reveal(), "", is_secure)
}

/// Takes it away.
pub(crate) fn clear(cookie: Cookie, is_secure: bool) -> String {
    written(&cookie.name(is_secure), "", "; Max-Age=0", is_secure)
}

/// The answer with the cookie that the tokens of a stranger's forms are made from.
pub(crate) fn with_form(answer: Response, secret: &Secret, is_secure: bool) -> Response {
    answer.with_header("Set-Cookie", set(FORM, secret, is_secure))
}

/// The answer with which a session begins: its cookie, and no stranger's any more.
pub(crate) fn with_session(answer: Response, session: &Secret, is_secure: bool) -> Response {
    answer
        .with_header("Set-Cookie", set(SESSION, session, is_secure))
        .with_header("Set-Cookie", clear(FORM, is_secure))
}

fn written(name: &str, value: &str, age: &str, is_secure: bool) -> String {
    let secure = if is_secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_once_by_its_whole_name() {
        let secret = Secret::fresh();
        let text = secret.reveal();
        for (header, is_secure, found) in [
            (format!("chairside={text}"), false, true),
            (format!("a=b; chairside={text}; c=d"), false, true),
            (format!("__Host-chairside={text}"), true, true),
            (format!("chairside={text}"), true, false),
            (format!("__Host-chairside={text}"), false, false),
            (format!("chairside={text}; chairside={text}"), false, false),
            ("chairside=short".to_owned(), false, false),
            (String::new(), false, false),
        ] {
            let request = Request::new("GET", "/").with_header("Cookie", &header);
            assert_eq!(
                read(&request, SESSION, is_secure) == Some(secret.clone()),
                found,
                "{header}"
            );
        }
    }

    #[test]
    fn a_cookie_is_for_us_alone() {
        let secret = Secret::fresh();
        let set = set(SESSION, &secret, true);
        assert!(set.starts_with("__Host-chairside="), "{set}");
        assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"), "{set}");
        assert_eq!(
            clear(FORM, false),
            "chairside-form=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
        );
    }
}
