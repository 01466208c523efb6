//! The web hook: one POST per notice, in the shape of ntfy or of Gotify. Pure.

use crate::config::{AlertsConfig, HookShape};
use crate::domain::alarm::kind::Level;
use crate::store::alarm::notice::{Notice, Tells};
use crate::work::lane::http::Post;
use serde_json::json;

/// What is posted of a notice.
pub fn post(config: &AlertsConfig, notice: &Notice) -> Post {
    let (url, token) = (config.hook_url.reveal(), config.hook_token.reveal());
    match config.hook_shape {
        HookShape::Ntfy => ntfy(url, token, notice),
        HookShape::Gotify => gotify(url, token, notice),
    }
}

/// `POST /` with the topic in the body: a header could not hold an umlaut.
fn ntfy(url: &str, token: &str, notice: &Notice) -> Post {
    let (path, query) = split(url);
    let (server, topic) = path.rsplit_once('/').unwrap_or((path, ""));
    let (priority, tag) = match (notice.tells, notice.level) {
        (Tells::Clear, _) => (2, "white_check_mark"),
        (Tells::Test, _) => (3, "wrench"),
        (_, Level::Warn) => (3, "warning"),
        (_, Level::Alarm) => (5, "rotating_light"),
    };
    let body = json!({ "topic": topic, "title": notice.title, "message": notice.body,
        "priority": priority, "tags": [tag] });
    let authorization = ("authorization", format!("Bearer {token}"));
    let headers = if token.is_empty() { Vec::new() } else { vec![authorization] };
    json_post(format!("{server}/{query}"), headers, &body)
}

/// `POST /message`.
fn gotify(url: &str, token: &str, notice: &Notice) -> Post {
    let priority = match (notice.tells, notice.level) {
        (Tells::Clear, _) => 2,
        (Tells::Test, _) | (_, Level::Warn) => 5,
        (_, Level::Alarm) => 8,
    };
    let body = json!({ "title": notice.title, "message": notice.body, "priority": priority });
    let headers = vec![("x-gotify-key", token.to_owned())];
    let (path, query) = split(url);
    // Some write down where messages go, some where the server is.
    let server = path.strip_suffix("/message").unwrap_or(path);
    json_post(format!("{server}/message{query}"), headers, &body)
}

/// An address without a slash at its end, and its query with the question mark; ntfy takes a key there.
fn split(url: &str) -> (&str, String) {
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (url, String::new()),
    };
    (path.trim_end_matches('/'), query)
}

fn json_post(url: String, headers: Vec<(&'static str, String)>, body: &serde_json::Value) -> Post {
    Post { url, headers, content_type: "application/json", body: body.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secret;
    use crate::store::alarm::notice::Channel;
    use serde_json::Value;

    fn posted(shape: HookShape, url: &str, token: &str, tells: Tells, level: Level) -> Post {
        let config = AlertsConfig {
            hook_shape: shape,
            hook_url: Secret::new(url),
            hook_token: Secret::new(token),
            ..AlertsConfig::default()
        };
        let (title, body) =
            ("Salon Größmann: Alarm".to_owned(), "Keine \"Buchung\"\nhat …".to_owned());
        let notice = Notice { alarm: None, channel: Channel::Hook, tells, level, title, body };
        post(&config, &notice)
    }

    #[test]
    fn ntfy_gets_its_topic_in_the_body() {
        for (url, server, topic) in [
            ("https://ntfy.example/salon-a7", "https://ntfy.example/", "salon-a7"),
            ("https://push.example/ntfy/salon/", "https://push.example/ntfy/", "salon"),
            ("https://ntfy.example/salon?auth=QmE", "https://ntfy.example/?auth=QmE", "salon"),
        ] {
            let post = posted(HookShape::Ntfy, url, "tk_1", Tells::Fired, Level::Alarm);
            let body: Value = serde_json::from_str(&post.body).unwrap();
            assert_eq!((post.url.as_str(), &body["topic"]), (server, &json!(topic)));
            assert_eq!(body["title"], "Salon Größmann: Alarm");
            assert_eq!(
                (&body["priority"], &body["tags"][0]),
                (&json!(5), &json!("rotating_light"))
            );
            assert_eq!(post.headers, [("authorization", "Bearer tk_1".to_owned())]);
        }
        let post =
            posted(HookShape::Ntfy, "https://ntfy.example/x", "", Tells::Clear, Level::Alarm);
        assert_eq!(post.headers, []);
        assert!(post.body.contains("\"priority\":2"), "{}", post.body);
    }

    #[test]
    fn gotify_gets_its_token_in_a_header() {
        for (url, expected) in [
            ("https://gotify.example", "https://gotify.example/message"),
            ("https://gotify.example/message", "https://gotify.example/message"),
            ("https://home.example/gotify/message?a=b", "https://home.example/gotify/message?a=b"),
        ] {
            let post = posted(HookShape::Gotify, url, "A.b", Tells::Fired, Level::Alarm);
            assert_eq!(post.url, expected);
        }
        let url = "https://gotify.example/";
        for (tells, level, priority) in [
            (Tells::Fired, Level::Alarm, 8),
            (Tells::Still, Level::Warn, 5),
            (Tells::Clear, Level::Alarm, 2),
            (Tells::Test, Level::Alarm, 5),
        ] {
            let post = posted(HookShape::Gotify, url, "A.b", tells, level);
            assert_eq!(post.url, "https://gotify.example/message");
            assert_eq!(post.headers, [("x-gotify-key", "A.b".to_owned())]);
            let body: Value = serde_json::from_str(&post.body).unwrap();
            assert_eq!(body["priority"], priority, "{tells:?}");
            assert_eq!(body["message"], "Keine \"Buchung\"\nhat …");
        }
    }
}
