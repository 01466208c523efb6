//! What is sent to the gate, byte by byte, and what must come of it.

/// One row: a name, the bytes, the statuses that come back, the requests the handler sees.
pub struct Row {
    pub name: &'static str,
    pub sent: Vec<u8>,
    pub statuses: &'static [u16],
    pub seen: &'static [&'static str],
}

const HOST: &str = "Host: salon.example\r\n";

fn row(
    name: &'static str,
    sent: impl Into<Vec<u8>>,
    statuses: &'static [u16],
    seen: &'static [&'static str],
) -> Row {
    Row { name, sent: sent.into(), statuses, seen }
}

fn get(target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\n{HOST}\r\n")
}

fn post(headers: &str, body: &str) -> String {
    format!("POST /in HTTP/1.1\r\n{HOST}{headers}\r\n\r\n{body}")
}

fn chunked(body: &str) -> String {
    post("Transfer-Encoding: chunked", body)
}

/// Requests that are let in.
pub fn let_in() -> Vec<Row> {
    let two_mib = "x".repeat(2 * 1024 * 1024);
    let headers = |n: usize| (0..n).map(|i| format!("X-{i}: {i}\r\n")).collect::<String>();
    vec![
        row("plain", get("/a"), &[200], &["GET /a "]),
        row("query and escapes stay", get("/a%2Fb?c=%20?&"), &[200], &["GET /a%2Fb?c=%20?& "]),
        row("a body", post("Content-Length: 5", "hello"), &[200], &["POST /in hello"]),
        row("an empty body", post("Content-Length: 0", ""), &[200], &["POST /in "]),
        row("no body at all", post("X: 1", ""), &[200], &["POST /in "]),
        row(
            "a length with zeros",
            post("Content-Length: 005", "hello"),
            &[200],
            &["POST /in hello"],
        ),
        row("chunks", chunked("2\r\nhi\r\n3\r\n ho\r\n0\r\n\r\n"), &[200], &["POST /in hi ho"]),
        row("an extension", chunked("2;a=\"b\"\r\nhi\r\n0;x\r\n\r\n"), &[200], &["POST /in hi"]),
        row(
            "trailers",
            chunked("2\r\nhi\r\n0\r\nHost: x\r\nA: b\r\n\r\n"),
            &[200],
            &["POST /in hi"],
        ),
        row(
            "letters of any case",
            post("tRANSFER-eNCODING: CHUNKED", "A\r\n0123456789\r\n00\r\n\r\n"),
            &[200],
            &["POST /in 0123456789"],
        ),
        row("a blank line first", format!("\r\n{}", get("/a")), &[200], &["GET /a "]),
        row("HEAD", format!("HEAD /a HTTP/1.1\r\n{HOST}\r\n"), &[200], &["HEAD /a "]),
        row("OPTIONS *", format!("OPTIONS * HTTP/1.1\r\n{HOST}\r\n"), &[200], &["OPTIONS * "]),
        row(
            "64 headers",
            format!("GET /a HTTP/1.1\r\n{HOST}{}\r\n", headers(63)),
            &[200],
            &["GET /a "],
        ),
        row(
            "an upgrade is not made",
            post("Connection: upgrade\r\nUpgrade: h2c", ""),
            &[200],
            &["POST /in "],
        ),
        row("TE makes no chunks", post("TE: chunked;q=1", ""), &[200], &["POST /in "]),
        row("empty and tabbed values", post("X:\r\nY:\t a\tb \t", ""), &[200], &["POST /in "]),
        row(
            "GET with a body",
            format!("GET /a HTTP/1.1\r\n{HOST}Content-Length: 2\r\n\r\nhi"),
            &[200],
            &["GET /a hi"],
        ),
        row(
            "Expect with its body",
            post("Content-Length: 2\r\nExpect: 100-continue", "hi"),
            &[200],
            &["POST /in hi"],
        ),
        row(
            "2 MiB",
            post("Content-Length: 2097152", &two_mib),
            &[200],
            &["POST /in 2097152 bytes"],
        ),
    ]
}

/// Several requests in one go, and what is cut off.
pub fn one_after_another() -> Vec<Row> {
    vec![
        row("two at once", get("/a") + &get("/b"), &[200, 200], &["GET /a ", "GET /b "]),
        row(
            "after a body",
            post("Content-Length: 2", "hi") + &get("/b"),
            &[200, 200],
            &["POST /in hi", "GET /b "],
        ),
        row(
            "after chunks",
            chunked("2\r\nhi\r\n0\r\n\r\n") + &get("/b"),
            &[200, 200],
            &["POST /in hi", "GET /b "],
        ),
        row(
            "bytes after the body are a request of their own",
            post("Content-Length: 2", "hixx\r\n"),
            &[200, 400],
            &["POST /in hi"],
        ),
        row("1.0 without host", "GET /a HTTP/1.0\r\n\r\n", &[200], &["GET /a "]),
        row(
            "1.0 ends after one",
            format!("GET /a HTTP/1.0\r\n\r\n{}", get("/b")),
            &[200],
            &["GET /a "],
        ),
        row(
            "1.0 may ask for more",
            format!("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n{}", get("/b")),
            &[200, 200],
            &["GET /a ", "GET /b "],
        ),
        row(
            "close means the last one",
            format!("GET /a HTTP/1.1\r\n{HOST}Connection: x, Close\r\n\r\n{}", get("/b")),
            &[200],
            &["GET /a "],
        ),
        row("a half head", "GET /a HTTP/1.1\r\nHost: salon", &[], &[]),
        row("a half body", post("Content-Length: 5", "hel"), &[], &[]),
        row("half a chunk", chunked("5\r\nhel"), &[], &[]),
        row("chunks without an end", chunked("2\r\nhi\r\n0\r\n"), &[], &[]),
        row("nothing", "", &[], &[]),
    ]
}

/// Heads that are refused with 400: what stands instead of a plain request's parts.
pub fn bad() -> Vec<Row> {
    let both = "0\r\n\r\n";
    let mut rows = Vec::new();
    for (name, headers, body) in [
        ("length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked", both),
        ("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 5", both),
        ("the same length twice", "Content-Length: 5\r\nContent-Length: 5", "hello"),
        ("two lengths", "Content-Length: 5\r\ncontent-length: 6", "hello!"),
        ("length +5", "Content-Length: +5", "hello"),
        ("length -5", "Content-Length: -5", "hello"),
        ("length 0x5", "Content-Length: 0x5", "hello"),
        ("length 5,5", "Content-Length: 5,5", "hello"),
        ("length 5 ,5", "Content-Length: 5 ,5", "hello"),
        ("length 5 5", "Content-Length: 5 5", "hello"),
        ("length 5.0", "Content-Length: 5.0", "hello"),
        ("empty length", "Content-Length: ", "hello"),
        ("length in letters", "Content-Length: five", "hello"),
        ("gzip", "Transfer-Encoding: gzip", both),
        ("gzip, chunked", "Transfer-Encoding: gzip, chunked", both),
        ("chunked, chunked", "Transfer-Encoding: chunked, chunked", both),
        ("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", both),
        ("chunked and identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", both),
        ("identity", "Transfer-Encoding: identity", both),
        ("xchunked", "Transfer-Encoding: xchunked", both),
        ("\"chunked\"", "Transfer-Encoding: \"chunked\"", both),
        ("empty coding", "Transfer-Encoding:", both),
        ("vertical tab", "Transfer-Encoding:\x0bchunked", both),
        ("space before the colon", "Content-Length : 5", "hello"),
        ("tab before the colon", "Transfer-Encoding\t: chunked", both),
        ("a folded line", "X: 1\r\n Content-Length: 5", "hello"),
        ("a line folded by a tab", "Transfer-Encoding:\r\n\tchunked", both),
        ("no colon", "Content-Length 5", "hello"),
        ("no name", ": 5", "hello"),
        ("a name with a space", "Content Length: 5", "hello"),
        ("a name with a bracket", "X(: 5", "hello"),
        ("LF within headers", "X: 1\nContent-Length: 5", "hello"),
        ("CR within headers", "X: 1\rContent-Length: 5", "hello"),
        ("NUL in a value", "X: a\0b", ""),
        ("NUL in a name", "X\0: a", ""),
        ("DEL in a value", "X: a\x7fb", ""),
        ("letters beyond ASCII", "X: Färbung", ""),
        ("a second host", "Host: salon.example", ""),
    ] {
        rows.push(row(name, post(headers, body), &[400], &[]));
    }
    for (name, body) in [
        ("no size", "\r\nhi\r\n0\r\n\r\n"),
        ("size g", "g\r\nhi\r\n0\r\n\r\n"),
        ("size 0x2", "0x2\r\nhi\r\n0\r\n\r\n"),
        ("size +2", "+2\r\nhi\r\n0\r\n\r\n"),
        ("size -2", "-2\r\nhi\r\n0\r\n\r\n"),
        ("space before the size", " 2\r\nhi\r\n0\r\n\r\n"),
        ("space after the size", "2 \r\nhi\r\n0\r\n\r\n"),
        ("size with too many zeros", "0000000000002\r\nhi\r\n0\r\n\r\n"),
        ("LF after the size", "2\nhi\r\n0\r\n\r\n"),
        ("LF after the data", "2\r\nhi\n0\r\n\r\n"),
        ("more data than said", "2\r\nhi!\r\n0\r\n\r\n"),
        ("less data than said", "3\r\nhi\r\n0\r\n\r\n"),
        ("LF in an extension", "2;a\nb\r\nhi\r\n0\r\n\r\n"),
        ("trailer without a colon", "0\r\nabc\r\n\r\n"),
        ("a folded trailer", "0\r\na: b\r\n c\r\n\r\n"),
        ("LF after the last chunk", "0\r\n\n"),
    ] {
        rows.push(row(name, chunked(body), &[400], &[]));
    }
    for (name, head) in [
        ("no host", "GET / HTTP/1.1\r\n\r\n"),
        ("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        ("a list of hosts", "GET / HTTP/1.1\r\nHost: a.example, b.example\r\n\r\n"),
        ("a host with a path", "GET / HTTP/1.1\r\nHost: a.example/b\r\n\r\n"),
        ("a host with a user", "GET / HTTP/1.1\r\nHost: u@a.example\r\n\r\n"),
        ("chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("absolute form", "GET http://b.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("CONNECT", "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n"),
        ("GET *", "GET * HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("no slash", "GET a HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("a fragment", "GET /a#b HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("a path beyond ASCII", "GET /Färbung HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("NUL in the path", "GET /a\0b HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("a method in small letters", "get / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("a method with a sign", "G=T / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("a long method", "GGGGGGGGGGGGGGGGG / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("no method", " / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("two spaces", "GET  / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("a tab", "GET\t/ HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("a word too many", "GET / HTTP/1.1 x\r\nHost: a.example\r\n\r\n"),
        ("HTTP/0.9", "GET /\r\n"),
        ("a version in small letters", "GET / http/1.1\r\nHost: a.example\r\n\r\n"),
        ("a version of letters", "GET / HTTP/x.y\r\nHost: a.example\r\n\r\n"),
        ("LF after the first line", "GET / HTTP/1.1\nHost: a.example\r\n\r\n"),
        ("LF at the end", "GET / HTTP/1.1\r\nHost: a.example\r\n\n"),
        ("LF alone", "GET / HTTP/1.1\nHost: a.example\n\n"),
        ("a header before the first line", "\r\nHost: a.example\r\nGET / HTTP/1.1\r\n\r\n"),
        ("a space before the first header", "GET / HTTP/1.1\r\n Host: a.example\r\n\r\n"),
        ("two blank lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        ("another protocol", "SSH-2.0-OpenSSH_9.9\r\n"),
        ("a TLS hello", "\x16\x03\x01\x02\0\x01\0\x01\x7c\x03\x03"),
    ] {
        rows.push(row(name, head, &[400], &[]));
    }
    rows
}

/// Requests that are refused because they are too much.
pub fn too_much() -> Vec<Row> {
    let headers = (0..64).map(|i| format!("X-{i}: {i}\r\n")).collect::<String>();
    let long = "a".repeat(17 * 1024);
    vec![
        row("a terabyte", post("Content-Length: 1000000000000", ""), &[413], &[]),
        row(
            "no machine's length",
            post("Content-Length: 99999999999999999999999", ""),
            &[413],
            &[],
        ),
        row("3 MiB", post("Content-Length: 3145728", &"x".repeat(3 * 1024 * 1024)), &[413], &[]),
        row("one byte more", post("Content-Length: 2097153", ""), &[413], &[]),
        row("a chunk of 4 GiB", chunked("ffffffff\r\n"), &[413], &[]),
        row(
            "chunks of 3 MiB",
            chunked(&format!("100000\r\n{}\r\n", "x".repeat(1 << 20)).repeat(3)),
            &[413],
            &[],
        ),
        row("a long extension", chunked(&format!("2;{long}")), &[400], &[]),
        row("65 headers", format!("GET / HTTP/1.1\r\n{HOST}{headers}\r\n"), &[431], &[]),
        row("a head of 17 KiB", format!("GET / HTTP/1.1\r\n{HOST}X: {long}\r\n\r\n"), &[431], &[]),
        row("a head without end", format!("GET / HTTP/1.1\r\n{HOST}X: {long}"), &[431], &[]),
        row("a path of 9 KiB", get(&format!("/{}", "a".repeat(9 * 1024))), &[414], &[]),
        row("a path without end", format!("GET /{long}"), &[431], &[]),
        row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[505], &[]),
        row("HTTP/1.2", format!("GET / HTTP/1.2\r\n{HOST}\r\n"), &[505], &[]),
        row(
            "an unknown expectation",
            post("Expect: 200-ok\r\nContent-Length: 2", "hi"),
            &[417],
            &[],
        ),
    ]
}
