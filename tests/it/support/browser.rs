//! A real browser, Debian's chromium, driven by its own driver. A machine without it fails these tests.

use crate::support::harness::agent;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long something may take to be there.
const PATIENCE: Duration = Duration::from_secs(20);
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Whether pages may run their script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// The driver with its browser; both end when it is dropped.
struct Driver {
    child: Child,
    session: String,
}

impl Driver {
    fn start() -> Driver {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is not installed: ./test.sh brings it");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut ports = lines.map_while(Result::ok).filter_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let port = ports.next().expect("chromedriver did not start");
        let mut driver = Driver { child, session: format!("http://127.0.0.1:{port}") };
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1280,900",
            "--accept-lang=de-DE",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": arguments },
            "timeouts": { "implicit": 5_000, "pageLoad": 30_000 },
        } } });
        let session = driver.call("POST", "/session", &wanted);
        driver.session += &format!("/session/{}", session["sessionId"].as_str().unwrap());
        driver
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.ask(method, path, body);
        assert!(answer["error"].is_null(), "{method} {path} {body}: {answer}");
        answer
    }

    /// What it answers, a fault too.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.session))
            .header("content-type", "application/json");
        let answer = match method {
            "POST" => agent().run(request.body(body.to_string()).unwrap()),
            _ => agent().run(request.body(()).unwrap()),
        };
        let mut answer: Value =
            serde_json::from_reader(answer.unwrap().body_mut().as_reader()).unwrap();
        answer["value"].take()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It ends the browser, which is a process of its own; killed alone it would leave that behind.
        agent().delete(&self.session).call().ok();
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// One browser serves all tests, one after the other; the last one ends it.
static DRIVER: Mutex<Option<Driver>> = Mutex::new(None);
static USERS: AtomicUsize = AtomicUsize::new(0);

/// While one of these is held the browser goes on between two tests, or two rounds of one.
pub struct Kept(());

impl Kept {
    /// Taken before the first round.
    pub fn on() -> Kept {
        USERS.fetch_add(1, Ordering::SeqCst);
        Kept(())
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        end_if_last(&mut DRIVER.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// One user less; the last one ends the browser, and so does a test that fails.
fn end_if_last(driver: &mut Option<Driver>) {
    let is_last = USERS.fetch_sub(1, Ordering::SeqCst) == 1;
    if is_last || std::thread::panicking() {
        driver.take();
    }
}

/// The browser as one test has it: without cookies, at no page.
pub struct Browser {
    driver: MutexGuard<'static, Option<Driver>>,
    /// What stands before every path.
    url: String,
    scripts: Scripts,
}

impl Browser {
    /// At a program of this address.
    pub fn at(url: &str, scripts: Scripts) -> Browser {
        USERS.fetch_add(1, Ordering::SeqCst);
        let mut driver = DRIVER.lock().unwrap_or_else(PoisonError::into_inner);
        driver.get_or_insert_with(Driver::start);
        let browser = Browser { driver, url: url.to_owned(), scripts };
        browser.call("POST", "/url", &json!({ "url": "about:blank" }));
        browser.devtools("Network.clearBrowserCookies", &json!({}));
        let is_off = json!({ "value": scripts == Scripts::Off });
        browser.devtools("Emulation.setScriptExecutionDisabled", &is_off);
        browser
    }

    /// Whether pages run their script.
    pub fn runs_scripts(&self) -> bool {
        self.scripts == Scripts::On
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        self.driver.as_ref().unwrap().call(method, path, body)
    }

    /// A command of the browser's own protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.call("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// Opens a page of the program.
    pub fn open(&self, path: &str) {
        self.call("POST", "/url", &json!({ "url": format!("{}{path}", self.url) }));
    }

    pub fn back(&self) {
        self.call("POST", "/back", &json!({}));
    }

    /// The address of the page, without the program's.
    pub fn path(&self) -> String {
        let url = self.call("GET", "/url", &json!({}));
        let url = url.as_str().unwrap();
        url.strip_prefix(&self.url).unwrap_or(url).to_owned()
    }

    pub fn title(&self) -> String {
        self.call("GET", "/title", &json!({})).as_str().unwrap().to_owned()
    }

    fn find(&self, css: &str) -> String {
        let body = json!({ "using": "css selector", "value": css });
        let found = self.call("POST", "/element", &body);
        format!("/element/{}", found[ELEMENT].as_str().unwrap())
    }

    /// How many there are of these now.
    pub fn count(&self, css: &str) -> usize {
        let count = format!("return document.querySelectorAll({}).length", json!(css));
        usize::try_from(self.script(&count).as_u64().unwrap()).unwrap()
    }

    /// Clicks on what leads to another page, and waits until that is there.
    pub fn press(&self, css: &str) {
        let before = self.find("html");
        self.click(css);
        let driver = self.driver.as_ref().unwrap();
        let until = Instant::now() + PATIENCE;
        while driver.ask("GET", &format!("{before}/name"), &Value::Null)["error"].is_null() {
            assert!(Instant::now() < until, "{css} leads nowhere from {}", self.path());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Clicks where a person would.
    pub fn click(&self, css: &str) {
        let element = self.find(css);
        self.call("POST", &format!("{element}/click"), &json!({}));
    }

    /// The tabulator key, which goes from one control to the next.
    #[allow(dead_code, reason = "used by tests/pages")]
    pub fn press_tab(&self) {
        let key = |kind: &str| json!({ "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
        self.devtools("Input.dispatchKeyEvent", &key("keyDown"));
        self.devtools("Input.dispatchKeyEvent", &key("keyUp"));
    }

    /// Types into a field, in the place of what stands there.
    pub fn fill(&self, css: &str, text: &str) {
        let element = self.find(css);
        self.call("POST", &format!("{element}/clear"), &json!({}));
        self.call("POST", &format!("{element}/value"), &json!({ "text": text }));
    }

    /// Chooses from a list by what it says.
    pub fn choose(&self, css: &str, word: &str) {
        let options = format!(
            "return [...document.querySelectorAll({})].map(one => one.textContent.trim())",
            json!(format!("{css} option"))
        );
        let options = self.script(&options);
        let place = options.as_array().unwrap().iter().position(|one| one == word);
        let place = place.unwrap_or_else(|| panic!("no {word} in {options}"));
        self.click(&format!("{css} option:nth-of-type({})", place + 1));
    }

    /// What is to be read.
    pub fn text(&self, css: &str) -> String {
        let element = self.find(css);
        self.call("GET", &format!("{element}/text"), &json!({})).as_str().unwrap().to_owned()
    }

    /// Waits until it is to be read in the page.
    pub fn sees(&self, text: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let seen = self.text("body");
            if seen.contains(text) {
                return;
            }
            assert!(Instant::now() < until, "{text:?} is not in {}: {seen}", self.path());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until none of these is there.
    pub fn misses(&self, css: &str) {
        let until = Instant::now() + PATIENCE;
        while self.count(css) > 0 {
            assert!(Instant::now() < until, "{css} is still in {}", self.path());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Runs a script of the test's; a page's own may be switched off all the same.
    pub fn script(&self, script: &str) -> Value {
        self.call("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// The same with one that calls its last argument when it is done.
    #[allow(dead_code, reason = "used by tests/pages")]
    pub fn script_later(&self, script: &str) -> Value {
        self.call("POST", "/execute/async", &json!({ "script": script, "args": [] }))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        end_if_last(&mut self.driver);
    }
}
