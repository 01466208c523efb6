//! That the tests without script are without script, and those with it are with it.

use crate::support::browser::{Browser, Kept, Scripts};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

/// A page whose script says that it ran.
const PAGE: &str = "<!DOCTYPE html><title>no</title><p>no script</p>\
    <script>document.title = 'ran'; document.querySelector('p').textContent = 'a script ran'</script>";

#[test]
fn a_script_runs_or_does_not() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let head = BufReader::new(stream.try_clone().unwrap()).lines();
            head.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
            let length = PAGE.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(format!("{head}{PAGE}").as_bytes()).ok();
        }
    });
    let _kept = Kept::on();
    for (scripts, title, text) in [
        (Scripts::On, "ran", "a script ran"),
        (Scripts::Off, "no", "no script"),
        (Scripts::On, "ran", "a script ran"),
    ] {
        let browser = Browser::at(&url, scripts);
        browser.open("/");
        assert_eq!((browser.title().as_str(), browser.text("p").as_str()), (title, text));
        browser.open("/again");
        assert_eq!(browser.title(), title, "on the next page too");
    }
}
