//! A page's markup, tag by tag, and what no page may have in it.

/// More bytes than this are no page for a telephone.
const PAGE_BYTES_MAX: usize = 100_000;

/// A tag that begins something, or that ends it (`/form`).
pub struct Tag<'a> {
    pub name: &'a str,
    attributes: Vec<(&'a str, Option<&'a str>)>,
    /// What is written between it and the next one.
    pub text: &'a str,
}

impl Tag<'_> {
    /// What an attribute says; empty if it only stands there.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| value.unwrap_or_default())
    }
}

/// Every tag, in order. Our pages escape `<`, `>` and `"` in whatever they quote.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let pieces = html.split('<').skip(1).filter(|piece| !piece.starts_with('!'));
    let tags = pieces.map(|piece| {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("no end: {piece}"));
        let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
        Tag { name, attributes: attributes(rest), text }
    });
    tags.collect()
}

fn attributes(mut rest: &str) -> Vec<(&str, Option<&str>)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        if end == 0 {
            return found;
        }
        let name = &rest[..end];
        rest = &rest[end..];
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (value, after) = quoted.split_once('"').unwrap();
            found.push((name, Some(value)));
            rest = after;
        } else {
            found.push((name, None));
            rest = rest.strip_prefix('=').unwrap_or(rest);
        }
    }
}

/// What a page has that no page may have; and what it lacks that each must have.
pub fn faults(html: &str) -> Vec<String> {
    let tags = tags(html);
    let mut faults = inline(&tags);
    faults.extend(loaded(&tags));
    faults.extend(unlabelled(&tags));
    faults.extend(repeated_ids(&tags));
    let count = |name: &str| tags.iter().filter(|tag| tag.name == name).count();
    if count("h1") != 1 {
        faults.push(format!("{} h1", count("h1")));
    }
    let title = tags.iter().find(|tag| tag.name == "title");
    if title.is_none_or(|title| title.text.trim().is_empty()) {
        faults.push("no title".into());
    }
    if !tags.iter().any(|tag| tag.name == "html" && tag.get("lang").is_some()) {
        faults.push("no language".into());
    }
    if tags.iter().any(|tag| tag.name == "th" && tag.get("scope").is_none()) {
        faults.push("a th without scope".into());
    }
    if html.len() > PAGE_BYTES_MAX {
        faults.push(format!("{} bytes", html.len()));
    }
    faults
}

/// Scripts and styles that stand in the page itself.
fn inline(tags: &[Tag]) -> Vec<String> {
    let mut faults = Vec::new();
    for tag in tags {
        for (name, value) in &tag.attributes {
            let value = value.unwrap_or_default().trim_start().to_ascii_lowercase();
            let is_script =
                ["javascript:", "data:", "vbscript:"].iter().any(|s| value.starts_with(s));
            let leads = ["href", "src", "action", "formaction", "xlink:href"].contains(name);
            if *name == "style" || name.starts_with("on") || (leads && is_script) {
                faults.push(format!("{name} in <{}>", tag.name));
            }
        }
        let is_written =
            tag.name == "script" && (tag.get("src").is_none() || !tag.text.trim().is_empty());
        let is_forbidden =
            ["style", "base", "iframe", "object", "embed", "frame"].contains(&tag.name);
        if is_written || is_forbidden || tag.get("http-equiv").is_some() {
            faults.push(format!("<{}>", tag.name));
        }
    }
    faults
}

/// What is loaded from elsewhere.
fn loaded(tags: &[Tag]) -> Vec<String> {
    let loads = |tag: &&Tag| ["script", "link", "img", "source", "use", "form"].contains(&tag.name);
    let addresses = tags.iter().filter(loads).flat_map(|tag| {
        ["src", "href", "action"].into_iter().filter_map(|name| tag.get(name).map(str::to_owned))
    });
    let elsewhere = addresses.filter(|to| !to.starts_with('/') || to.starts_with("//"));
    elsewhere.map(|to| format!("{to} is elsewhere")).collect()
}

/// Fields and buttons of which nothing says what they are.
fn unlabelled(tags: &[Tag]) -> Vec<String> {
    let labelled: Vec<&str> =
        tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
    let (mut faults, mut inside_label) = (Vec::new(), false);
    for (place, tag) in tags.iter().enumerate() {
        match tag.name {
            "label" => inside_label = true,
            "/label" => inside_label = false,
            _ => {}
        }
        let is_field = match tag.name {
            "select" | "textarea" => true,
            "input" => tag.get("type") != Some("hidden"),
            _ => false,
        };
        let says = |name: &str| tag.get(name).is_some_and(|said| !said.trim().is_empty());
        let is_named = says("aria-label") || says("aria-labelledby");
        let has_label = tag.get("id").is_some_and(|id| labelled.contains(&id));
        if is_field && !is_named && !has_label && !inside_label {
            faults.push(format!("no label: {} {:?}", tag.name, tag.get("name")));
        }
        if ["button", "a", "summary"].contains(&tag.name) && !is_named {
            let end = format!("/{}", tag.name);
            let inner = tags[place..].iter().take_while(|inner| inner.name != end);
            if inner.map(|inner| inner.text).collect::<String>().trim().is_empty() {
                faults.push(format!("an empty {} {:?}", tag.name, tag.get("href")));
            }
        }
    }
    faults
}

fn repeated_ids(tags: &[Tag]) -> Vec<String> {
    let mut ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
    ids.sort_unstable();
    let repeated = ids.windows(2).filter(|pair| pair[0] == pair[1]);
    repeated.map(|pair| format!("two have the id {}", pair[0])).collect()
}

#[test]
fn what_no_page_may_have_is_found() {
    let page = |body: &str| {
        format!(
            "<!DOCTYPE html><html lang=\"de\"><head><title>T</title></head><body><h1>H</h1>{body}</body></html>"
        )
    };
    assert_eq!(faults(&page("<p class=\"a\">1 &lt; 2</p>")), [] as [&str; 0]);
    for (body, fault) in [
        ("<p style=\"color:red\">x</p>", "style in <p>"),
        ("<p id=\"a\" onclick=\"x()\">x</p>", "onclick in <p>"),
        ("<style>p{}</style>", "<style>"),
        ("<script>x()</script>", "<script>"),
        ("<script src=\"/a.js\">x()</script>", "<script>"),
        ("<script src=\"https://a.example/a.js\"></script>", "https://a.example/a.js is elsewhere"),
        ("<a href=\"javascript:x()\">x</a>", "href in <a>"),
        ("<input name=\"n\">", "no label: input Some(\"n\")"),
        ("<label for=\"m\">M</label><input id=\"n\" name=\"n\">", "no label: input Some(\"n\")"),
        ("<select></select>", "no label: select None"),
        ("<button><b></b></button>", "an empty button None"),
        ("<h1>Two</h1>", "2 h1"),
        ("<p id=\"a\">x</p><p id=\"a\">x</p>", "two have the id a"),
        ("<th>x</th>", "a th without scope"),
    ] {
        assert_eq!(faults(&page(body)), [fault], "{body}");
    }
    for body in [
        "<label for=\"n\">N</label><input id=\"n\" name=\"n\">",
        "<label>N <input name=\"n\"></label>",
        "<input type=\"hidden\" name=\"n\" value=\"a &gt; b\">",
        "<input aria-label=\"N\" required>",
        "<button aria-label=\"N\"></button>",
        "<a href=\"/\"><b>x</b></a>",
    ] {
        assert_eq!(faults(&page(body)), [] as [&str; 0], "{body}");
    }
    assert_eq!(faults("<p>x</p>"), ["0 h1", "no title", "no language"]);
}
