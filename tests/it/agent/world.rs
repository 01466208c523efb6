//! A salon with a database, its Cal.com and its Retell, and the program as a process.

use crate::support::harness::{TestClock, config_text, sandbox};
use crate::support::program;
use crate::support::program::{Said, served};
use chairside::frontdesk::system_clock;
use chairside::sandbox::retell::service::{DEMO_RETELL_KEY, RetellRequest, RetellSandbox};
use chairside::sandbox::stand_in::Sandbox;
use serde_json::Value;
use std::path::PathBuf;

pub const NUMBER: &str = "+493023125199";
pub const ADDRESS: &str = "https://termine.probe.example";

pub struct World {
    pub retell: RetellSandbox,
    pub config: PathBuf,
    dir: tempfile::TempDir,
    _calcom: Sandbox,
}

impl World {
    /// A salon that has served before, and an account at Retell with one number.
    pub fn new() -> World {
        World::with("")
    }

    /// The same with further lines of `[retell_agent]`.
    pub fn with(agent: &str) -> World {
        let dir = tempfile::tempdir().unwrap();
        let calcom = sandbox(&TestClock::at(system_clock()()));
        let retell = RetellSandbox::start().unwrap();
        retell.add_number(NUMBER);
        let config = dir.path().join("appliance.toml");
        let world = World { retell, config, dir, _calcom: calcom };
        let text = config_text(&world._calcom.base_url(), &world.dir.path().join("test.db"), "");
        let agent = format!(
            "[retell_agent]\nbase_url = \"{}\"\napi_key = \"{DEMO_RETELL_KEY}\"\nnumber = \"{NUMBER}\"\n{agent}\n[web_api]",
            world.retell.base_url()
        );
        let text = text.replace("[web_api]", &agent);
        let text = text.replace("[server]\n", &format!("[server]\npublic_url = \"{ADDRESS}\"\n"));
        std::fs::write(&world.config, text).unwrap();
        served(&world.config);
        world
    }

    /// Replaces something in the configuration.
    pub fn set(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(&self.config).unwrap();
        assert!(text.contains(from), "{from} is not in {text}");
        std::fs::write(&self.config, text.replace(from, to)).unwrap();
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        let mut whole = vec!["retell"];
        whole.extend(arguments);
        program::run(&self.config, &whole)
    }

    /// A push that goes through; what it did.
    pub fn push(&self) -> Value {
        let said = self.run(&["push", "--json"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        said.json()
    }

    /// A push that does not; what it did, and why it stopped.
    pub fn push_stopped(&self) -> (Vec<String>, String) {
        let said = self.run(&["push", "--json"]);
        assert_eq!(said.code, Some(1), "{said:?}");
        let view = said.json();
        let why = view["stopped"].as_str().unwrap_or_else(|| panic!("{view}")).to_owned();
        (steps(&view), why)
    }

    /// What would change something at Retell since so many requests.
    pub fn changes_since(&self, seen: usize) -> Vec<RetellRequest> {
        self.retell.requests().into_iter().skip(seen).filter(RetellRequest::changes).collect()
    }

    /// Callers get exactly what is written down here, from one agent with one model, on the number.
    pub fn check_whole(&self) {
        let said = self.run(&["diff"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(self.retell.counts(), (1, 1), "nothing is there twice");
        let number = self.retell.number(NUMBER).unwrap();
        let agent = number["inbound_agents"][0]["agent_id"].as_str().unwrap();
        assert_eq!(number["inbound_webhook_url"], format!("{ADDRESS}/api/retell/inbound"));
        assert!(self.retell.published(agent).is_some());
    }
}

/// The steps of a push by their words.
pub fn steps(view: &Value) -> Vec<String> {
    let steps = view["steps"].as_array().unwrap_or_else(|| panic!("{view}"));
    steps.iter().map(|step| step["what"].as_str().unwrap().to_owned()).collect()
}
