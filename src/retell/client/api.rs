//! What can be asked of Retell and changed there, one method per path.

pub use crate::retell::client::fault::Fault;
use crate::retell::client::http::Http;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// What a call of the API brings.
pub type Answered<T> = Result<T, Fault>;

/// Pages of a list that are read; of so many entries each.
const PAGES_MAX: usize = 50;
const PAGE_ENTRIES: usize = 100;
/// Longer names are none of Retell's.
const ID_BYTES_MAX: usize = 100;

/// A version of an agent, as the list of them tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Counted from 0.
    pub number: u64,
    /// It cannot be changed any more.
    pub is_published: bool,
}

/// Retell's management API with one key. Every call blocks, for some seconds at most.
pub struct Retell {
    http: Http,
}

impl Retell {
    /// Nothing is sent. The error is a sentence for the operator, without the key.
    pub fn new(base_url: &str, api_key: &str) -> Result<Retell, String> {
        Ok(Retell { http: Http::new(base_url, api_key)? })
    }

    /// A model with its prompt and its tools, in this version or the newest.
    pub fn llm(&self, id: &str, version: Option<u64>) -> Answered<Value> {
        object(self.http.get(&format!("/get-retell-llm/{}{}", path(id)?, query(version)))?)
    }

    /// Every model, page by page.
    pub fn llms(&self) -> Answered<Vec<Value>> {
        self.pages(|key| self.http.get(&format!("/v2/list-retell-llms{key}")))
    }

    /// Makes a model; what it is then.
    pub fn create_llm(&self, body: &Value) -> Answered<Value> {
        object(self.http.post("/create-retell-llm", body)?)
    }

    /// Changes the fields of a draft of a model.
    pub fn update_llm(&self, id: &str, version: Option<u64>, body: &Value) -> Answered<Value> {
        object(
            self.http
                .patch(&format!("/update-retell-llm/{}{}", path(id)?, query(version)), body)?,
        )
    }

    /// An agent in this version or the newest.
    pub fn agent(&self, id: &str, version: Option<u64>) -> Answered<Value> {
        object(self.http.get(&format!("/get-agent/{}{}", path(id)?, query(version)))?)
    }

    /// Those agents whose name holds this.
    pub fn agents(&self, name: &str) -> Answered<Vec<Value>> {
        let body = json!({ "filter_criteria": { "query": name } });
        self.pages(|key| self.http.ask(&format!("/v2/list-agents{key}"), &body))
    }

    /// The versions of an agent, oldest first.
    pub fn versions(&self, id: &str) -> Answered<Vec<Version>> {
        let id = path(id)?;
        let all = self.pages(|key| self.http.get(&format!("/list-agent-versions/{id}{key}")))?;
        let read = |one: &Value| {
            Some(Version {
                number: one.get("version")?.as_u64()?,
                is_published: one.get("is_published")?.as_bool()?,
            })
        };
        let mut versions: Vec<Version> = all.iter().filter_map(read).collect();
        versions.sort_by_key(|version| version.number);
        Ok(versions)
    }

    /// Makes an agent; what it is then.
    pub fn create_agent(&self, body: &Value) -> Answered<Value> {
        object(self.http.post("/create-agent", body)?)
    }

    /// Changes the fields of a draft of an agent.
    pub fn update_agent(&self, id: &str, version: u64, body: &Value) -> Answered<Value> {
        let path = format!("/update-agent/{}{}", path(id)?, query(Some(version)));
        object(self.http.patch(&path, body)?)
    }

    /// Makes a draft of a version that cannot be changed any more; what it is then.
    pub fn create_version(&self, id: &str, base: u64) -> Answered<Value> {
        let body = json!({ "base_version": base });
        object(self.http.post(&format!("/create-agent-version/{}", path(id)?), &body)?)
    }

    /// Publishes a draft.
    pub fn publish(&self, id: &str, version: u64, title: &str) -> Answered<()> {
        let body = json!({ "version": version, "version_title": title });
        self.http.post(&format!("/publish-agent-version/{}", path(id)?), &body).map(drop)
    }

    /// A number that Retell answers.
    pub fn number(&self, number: &str) -> Answered<Value> {
        object(self.http.get(&format!("/get-phone-number/{}", number_path(number)?))?)
    }

    /// Changes the fields of a number.
    pub fn update_number(&self, number: &str, body: &Value) -> Answered<Value> {
        let path = format!("/update-phone-number/{}", number_path(number)?);
        object(self.http.patch(&path, body)?)
    }

    fn pages(&self, ask: impl Fn(&str) -> Answered<Value>) -> Answered<Vec<Value>> {
        let (mut all, mut key) = (Vec::new(), format!("?limit={PAGE_ENTRIES}"));
        for _ in 0..PAGES_MAX {
            let page = ask(&key)?;
            // Older servers answer with the list alone.
            let items = page.get("items").unwrap_or(&page);
            let items = items.as_array().ok_or_else(|| Fault::Odd("no list".to_owned()))?;
            all.extend(items.iter().cloned());
            let next = page.get("pagination_key").and_then(Value::as_str);
            let more = page.get("has_more").and_then(Value::as_bool).unwrap_or(false);
            match next.filter(|_| more) {
                Some(next) => {
                    let next = utf8_percent_encode(next, NON_ALPHANUMERIC);
                    key = format!("?limit={PAGE_ENTRIES}&pagination_key={next}");
                }
                None => return Ok(all),
            }
        }
        Err(Fault::Odd("a list without end".to_owned()))
    }
}

fn object(answer: Value) -> Answered<Value> {
    if answer.is_object() { Ok(answer) } else { Err(Fault::Odd("no JSON object".to_owned())) }
}

fn query(version: Option<u64>) -> String {
    version.map(|version| format!("?version={version}")).unwrap_or_default()
}

/// A name of Retell's that can stand in a path: one that cannot is none.
fn path(id: &str) -> Answered<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    let may = !id.is_empty() && id.len() <= ID_BYTES_MAX && id.bytes().all(is_plain);
    // Two dots would lead out of the path.
    if may && !id.contains("..") { Ok(id) } else { Err(Fault::NotFound) }
}

fn number_path(number: &str) -> Answered<String> {
    let digits = number.strip_prefix('+').ok_or(Fault::NotFound)?;
    Ok(format!("%2B{}", path(digits)?))
}
