//! Addresses that mail may go to: plain ASCII, and exactly an allowed domain.

pub use lettre::Address;

/// Checks an address against the allow-list.
///
/// # Errors
/// What is wrong, as the end of a sentence that names the address's line, never the address.
pub fn check_address(address: &str, allowed_domains: &[String]) -> Result<Address, String> {
    if address.matches('@').count() > 1 {
        return Err(
            "is more than one address; write a line for each reader, with an id of its own"
                .to_owned(),
        );
    }
    if !address.is_ascii() {
        return Err("holds letters outside plain ASCII".to_owned());
    }
    if address
        .chars()
        .any(|ch| ch.is_whitespace() || ch.is_control())
    {
        return Err("holds spaces".to_owned());
    }
    let parsed: Address = address
        .parse()
        .map_err(|_| "is no e-mail address".to_owned())?;
    if parsed.user().contains('+') {
        return Err("holds a plus tag".to_owned());
    }
    // A percent or exclamation mark, a colon, a quotation mark: ways to have a server pass a message on to another domain.
    let is_plain = |ch: char| ch.is_ascii_alphanumeric() || ".-_'".contains(ch);
    if !parsed.user().chars().all(is_plain) {
        return Err(
            "holds a sign before the @ by which servers pass mail on elsewhere (such as % or !); write the plain address, of letters, digits, dots, hyphens and underscores"
                .to_owned(),
        );
    }
    let domain = parsed.domain();
    if domain.ends_with('.') || domain.starts_with('[') {
        return Err("has no plain domain".to_owned());
    }
    let is_allowed = allowed_domains.is_empty()
        || allowed_domains
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(domain));
    if !is_allowed {
        return Err("is outside the allowed domains ([mail] allowed_domains)".to_owned());
    }
    Ok(parsed)
}

/// Whether a text is a plain domain.
pub fn is_domain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    !text.is_empty() && !text.starts_with('.') && !text.ends_with('.') && text.bytes().all(is_plain)
}
