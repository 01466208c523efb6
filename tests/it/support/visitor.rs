//! Somebody with a browser that runs no script: keeps cookies, sees pages, sends their forms.

use crate::support::harness::{Setup, TestApp};
use std::collections::BTreeMap;

/// What a browser says of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The program as the demo runs it: one click lets in.
pub fn page_app() -> TestApp {
    TestApp::start_with(&Setup { change: |config| config.is_demo = true, ..Setup::default() })
}

/// The same with more people in the salon.
pub fn page_app_with(staff: &[(&str, &str)]) -> TestApp {
    let people = staff.iter().map(|(key, name)| {
        format!("[[staff]]\nkey = \"{key}\"\nname = \"{name}\"\nbranch = \"mitte\"\n")
    });
    TestApp::start_with(&Setup { extra: people.collect(), change: |config| config.is_demo = true })
}

/// What came back.
pub struct Seen {
    pub status: u16,
    /// Where it leads on to; empty if it does not.
    pub location: String,
    pub headers: Vec<(String, String)>,
    pub html: String,
}

impl Seen {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// The text without its markup, blanks as one.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for letter in self.html.chars() {
            match letter {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                _ if !inside => text.push(letter),
                _ => {}
            }
        }
        unescaped(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Where its links go that begin so.
    pub fn links(&self, begin: &str) -> Vec<String> {
        let all = self
            .html
            .split("<a ")
            .skip(1)
            .filter_map(|rest| attribute(&format!(" {rest}"), "href"));
        all.filter(|link| link.starts_with(begin)).collect()
    }

    /// The forms that go to an address which begins so, each with its fields as they stand.
    pub fn forms(&self, action: &str) -> Vec<Form> {
        let all = self.html.split("<form").skip(1).filter_map(|rest| rest.split_once("</form>"));
        let forms = all.map(|(form, _)| Form {
            action: attribute(form, "action").unwrap_or_default(),
            fields: fields(form),
        });
        forms.filter(|form| form.action.starts_with(action)).collect()
    }

    /// The only form that goes to this very address; else the only one whose address begins so.
    pub fn form(&self, action: &str) -> Form {
        let mut forms = self.forms(action);
        if forms.iter().any(|form| form.action == action) {
            forms.retain(|form| form.action == action);
        }
        assert_eq!(forms.len(), 1, "forms to {action} in {}", self.html);
        forms.remove(0)
    }
}

/// A form as it stands in a page.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub fields: BTreeMap<String, String>,
}

impl Form {
    /// The same with something typed into a field.
    pub fn with(mut self, name: &str, value: &str) -> Form {
        self.fields.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same without a field: a box that is not ticked.
    pub fn without(mut self, name: &str) -> Form {
        self.fields.remove(name);
        self
    }
}

fn fields(form: &str) -> BTreeMap<String, String> {
    let inputs = form.split("<input").skip(1).chain(form.split("<textarea").skip(1));
    let selects = form.split("<select").skip(1).filter_map(|select| {
        let name = attribute(select, "name")?;
        let options = select.split("</select>").next().unwrap_or_default().split("<option").skip(1);
        let mut values = options.map(|option| {
            let tag = option.split('>').next().unwrap_or_default();
            (tag.contains(" selected"), attribute(option, "value").unwrap_or_default())
        });
        let first = values.next()?;
        let chosen = if first.0 {
            first.1.clone()
        } else {
            values.find(|(is, _)| *is).map_or(first.1, |(_, value)| value)
        };
        Some((name, chosen))
    });
    let inputs = inputs.filter_map(|input| {
        let tag = input.split('>').next().unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or_default();
        // A box that is not ticked is not sent.
        if (kind == "checkbox" || kind == "radio") && !tag.contains(" checked") {
            return None;
        }
        Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))
    });
    inputs.chain(selects).collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next().unwrap_or_default();
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescaped)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// A browser.
#[derive(Clone)]
pub struct Visitor {
    url: String,
    agent: ureq::Agent,
    pub cookies: BTreeMap<String, String>,
    /// What it sends besides.
    pub headers: Vec<(String, String)>,
    /// What a proxy on the way takes away from the beginning of every path; what does not begin so is not ours.
    pub below: &'static str,
}

impl Visitor {
    /// Not logged in.
    pub fn stranger(app: &TestApp) -> Visitor {
        Visitor::at(&format!("http://{}", app.addr()))
    }

    /// The same at a program of this address.
    pub fn at(url: &str) -> Visitor {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .max_redirects(0)
            .build()
            .into();
        Visitor {
            url: url.to_owned(),
            agent,
            cookies: BTreeMap::new(),
            headers: Vec::new(),
            below: "",
        }
    }

    /// Logged in by one click; `owner`, `desk` or `agency`.
    pub fn of(app: &TestApp, role: &str) -> Visitor {
        let mut visitor = Visitor::stranger(app);
        let form = visitor.get("/login").form(&format!("/demo/{role}"));
        let seen = visitor.send(&form);
        assert_eq!((seen.status, seen.location.as_str()), (303, "/"), "{}", seen.html);
        visitor
    }

    /// A page.
    pub fn get(&mut self, path: &str) -> Seen {
        self.ask("GET", path, None)
    }

    /// A page that is there, following where it leads.
    pub fn open(&mut self, path: &str) -> Seen {
        let mut seen = self.get(path);
        for _ in 0..5 {
            if seen.status != 303 {
                break;
            }
            let next = seen.location.split('#').next().unwrap_or_default().to_owned();
            seen = self.get(&next);
        }
        assert_eq!(seen.status, 200, "{path}: {}", seen.html);
        seen
    }

    /// Sends a form.
    pub fn send(&mut self, form: &Form) -> Seen {
        let fields = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        self.post(&form.action, &fields.collect::<Vec<_>>())
    }

    /// The same, and the page it leads to.
    pub fn send_and_see(&mut self, form: &Form) -> Seen {
        let seen = self.send(form);
        assert_eq!(seen.status, 303, "{}: {}", form.action, seen.html);
        let next = seen.location.split('#').next().unwrap_or_default().to_owned();
        self.open(&next)
    }

    /// Sends fields as a form would.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let encoded = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let pairs =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.post_bytes(path, FORM, body.as_bytes())
    }

    /// Sends a body as it is.
    pub fn post_bytes(&mut self, path: &str, kind: &str, body: &[u8]) -> Seen {
        self.ask("POST", path, Some((kind, body)))
    }

    fn ask(&mut self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Seen {
        let ours = path.strip_prefix(self.below);
        let ours = ours.unwrap_or_else(|| panic!("{path} is not below {}", self.below));
        let url = format!("{}{ours}", self.url);
        let cookie = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ");
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        if !cookie.is_empty() {
            request = request.header("cookie", cookie);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request = request.header("accept", "text/html");
        let mut response = match body {
            None => self.agent.run(request.body(()).unwrap()).unwrap(),
            Some((kind, body)) => {
                self.agent.run(request.header("content-type", kind).body(body).unwrap()).unwrap()
            }
        };
        self.keep(&response);
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
        let headers: Vec<(String, String)> = headers.collect();
        let status = response.status().as_u16();
        let html = response.body_mut().read_to_string().unwrap();
        let mut seen = Seen { status, location: String::new(), headers, html };
        seen.location = seen.header("location").to_owned();
        seen
    }

    fn keep(&mut self, response: &ureq::http::Response<ureq::Body>) {
        for value in response.headers().get_all("set-cookie") {
            let value = value.to_str().unwrap();
            let (name, rest) = value.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
