//! Each page, opened in each language, light and dark.

use crate::demo::Demo;
use crate::list::{PAGES, Page};
use crate::support::browser::{Browser, Scripts};
use serde_json::json;

pub const LANGUAGES: [&str; 2] = ["de", "en"];
pub const SHADES: [&str; 2] = ["light", "dark"];

/// How a page is looked at.
pub struct Look<'a> {
    pub browser: &'a Browser,
    pub page: &'a Page,
    pub language: &'a str,
    pub shade: &'a str,
}

impl Look<'_> {
    /// For a file's name, or for what is told.
    pub fn name(&self, width: u32) -> String {
        format!("{}-{}-{}-{width}", self.page.name, self.language, self.shade)
    }

    /// Makes the window so wide.
    pub fn widen(&self, width: u32) {
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.browser.devtools("Emulation.setDeviceMetricsOverride", &size);
    }
}

/// Opens every page in every way, and tells `see`.
pub fn every(demo: &Demo, see: &mut dyn FnMut(&Look)) {
    let browser = Browser::at(&demo.url, Scripts::On);
    for language in LANGUAGES {
        for role in ["", "owner", "desk", "agency"] {
            if !PAGES.iter().any(|page| page.role == role) {
                continue;
            }
            come_in(&browser, role, language);
            for shade in SHADES {
                let features =
                    json!({ "features": [{ "name": "prefers-color-scheme", "value": shade }] });
                browser.devtools("Emulation.setEmulatedMedia", &features);
                for page in PAGES.iter().filter(|page| page.role == role) {
                    browser.open(&demo.filled(page.path));
                    see(&Look { browser: &browser, page, language, shade });
                }
            }
        }
    }
}

fn come_in(browser: &Browser, role: &str, language: &str) {
    browser.devtools("Network.clearBrowserCookies", &json!({}));
    browser.devtools("Network.enable", &json!({}));
    let headers = json!({ "headers": { "Accept-Language": language } });
    browser.devtools("Network.setExtraHTTPHeaders", &headers);
    if !role.is_empty() {
        browser.open("/login");
        browser.press(&format!("form[action='/demo/{role}'] button"));
        browser.open("/account");
        browser.press(&format!("button[name=language][value={language}]"));
    }
}
