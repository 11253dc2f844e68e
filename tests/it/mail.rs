//! A message read back by other code than wrote it: headers, the two bodies, the attachment's name.

/// A message.
pub struct Mail {
    /// Each header, unfolded.
    pub headers: Vec<String>,
    pub text: String,
    pub html: String,
    /// The workbook's file name; none for a nil return.
    pub attachment: Option<String>,
    /// Whether every line ends with CR and LF and neither stands alone.
    pub has_crlf_only: bool,
}

impl Mail {
    pub fn parse(bytes: &[u8]) -> Self {
        let raw = String::from_utf8(bytes.to_vec()).expect("a message is ASCII");
        assert!(raw.is_ascii());
        let alone = raw.replace("\r\n", "");
        let has_crlf_only = !alone.contains(['\r', '\n']);
        let raw = raw.replace("\r\n", "\n");
        let head = raw.split("\n\n").next().unwrap_or_default();
        let is_attached = raw.contains("\nContent-Disposition: attachment;");
        let name = is_attached.then(|| {
            let unfolded = raw.replace("\n ", " ");
            let named = unfolded.split("spreadsheetml.sheet; name=\"").nth(1);
            let name = named.and_then(|rest| rest.split('"').next());
            name.expect("an attachment has a name").to_owned()
        });
        Self {
            headers: head
                .replace("\n ", " ")
                .lines()
                .map(str::to_owned)
                .collect(),
            text: body(&raw, "text/plain"),
            html: body(&raw, "text/html"),
            attachment: name,
            has_crlf_only,
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> &str {
        let prefix = format!("{name}: ");
        let mut values = self
            .headers
            .iter()
            .filter_map(|line| line.strip_prefix(&prefix));
        values.next().expect("the message has the header")
    }

    /// What a reader of the HTML sees, on one line.
    pub fn words_of_html(&self) -> String {
        let shown = self.html.split("<body").nth(1).unwrap_or_default();
        let mut words = String::new();
        for part in shown.split('<') {
            words.push(' ');
            words.push_str(part.split_once('>').map_or("", |(_, text)| text));
        }
        for (entity, letter) in [
            ("&middot;", "·"),
            ("&ndash;", "–"),
            ("&quot;", "\""),
            ("&#x27;", "'"),
            ("&#x2f;", "/"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&amp;", "&"),
        ] {
            words = words.replace(entity, letter);
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The body of a content type, out of its transfer encoding.
fn body(raw: &str, kind: &str) -> String {
    let part = raw
        .split(&format!("Content-Type: {kind}"))
        .nth(1)
        .expect("the message has the part");
    let (head, rest) = part.split_once("\n\n").expect("a part has a head");
    let coded = rest.split("\n--lastseen-").next().unwrap_or_default();
    if head.contains("quoted-printable") {
        quoted_printable(coded)
    } else {
        assert!(head.contains("7bit"), "an encoding of no letter: {head}");
        coded.to_owned()
    }
}

fn quoted_printable(coded: &str) -> String {
    let joined = coded.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_str();
    while let Some((plain, after)) = rest.split_once('=') {
        bytes.extend_from_slice(plain.as_bytes());
        let (hex, after) = after.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).expect("two hexadecimal digits"));
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).expect("a letter is UTF-8")
}
