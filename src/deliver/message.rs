//! A letter and its workbooks as one RFC 5322 message: built once, the same bytes each time.

use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};
use sha2::{Digest, Sha256};

use super::letter::Bodies;
use crate::model::text::hex;

/// What a message is made of.
pub struct Envelope<'a> {
    /// What makes the message one of its kind: report, date, recipient, revision. Never shown.
    pub key: &'a str,
    /// The sender.
    pub from: &'a Address,
    /// The one recipient.
    pub to: &'a Address,
    /// Fixed words and dates only.
    pub subject: &'a str,
    /// The moment that the message bears, fixed for the run.
    pub date: DateTime<Utc>,
    /// The workbooks, with their file names.
    pub workbooks: Vec<(&'a str, &'a [u8])>,
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A message ready to be stored.
pub struct Built {
    /// Its Message-ID, with the angle brackets.
    pub message_id: String,
    /// Its final bytes, with CRLF line ends only.
    pub bytes: Vec<u8>,
}

/// Builds the message's final bytes, with CRLF line ends only.
///
/// # Errors
/// A header that cannot be written.
pub fn build(envelope: &Envelope<'_>, bodies: &Bodies) -> Result<Built, lettre::error::Error> {
    let digest = hex(&Sha256::digest(envelope.key.as_bytes()));
    let boundary = |part: &str| format!("lastseen-{part}-{}", &digest[..24]);
    let alternative = MultiPart::alternative()
        .boundary(boundary("alternative"))
        .singlepart(SinglePart::plain(bodies.text.clone()))
        .singlepart(SinglePart::html(bodies.html.clone()));
    let attached = |content: MultiPart, (name, bytes): &(&str, &[u8])| {
        // The name once more: not every client reads a file name that is folded as RFC 2231 has it.
        let kind = ContentType::parse(&format!("{XLSX}; name=\"{name}\""))
            .or_else(|_| ContentType::parse(XLSX))
            .unwrap_or(ContentType::TEXT_PLAIN);
        content.singlepart(Attachment::new((*name).to_owned()).body(bytes.to_vec(), kind))
    };
    let content = match envelope.workbooks.is_empty() {
        true => alternative,
        false => {
            let mixed = MultiPart::mixed().boundary(boundary("mixed"));
            let mixed = mixed.multipart(alternative);
            envelope.workbooks.iter().fold(mixed, attached)
        }
    };
    let message_id = format!("<{}@{}>", &digest[..32], envelope.from.domain());
    let message = Message::builder()
        .message_id(Some(message_id.clone()))
        .date(envelope.date.into())
        .from(Mailbox::new(None, envelope.from.clone()))
        .to(Mailbox::new(None, envelope.to.clone()))
        .subject(envelope.subject)
        .multipart(content)?;
    Ok(Built {
        message_id,
        bytes: message.formatted(),
    })
}
