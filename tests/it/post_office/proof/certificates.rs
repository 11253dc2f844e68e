//! A client that verifies certificate and name sends nothing to a post office that fails it, and no password.

use lettre::transport::smtp::Error;
use test_case::test_case;

use super::{MESSAGE, client, credentials, send, verbs};
use crate::post_office::{Certificate, PostOffice, Script, Security, closed_port};

#[test_case(Certificate::WrongName, "not valid for name"; "wrong name")]
#[test_case(Certificate::Expired, "expired"; "expired")]
#[test_case(Certificate::UnknownAuthority, "UnknownIssuer"; "unknown authority")]
fn a_certificate_that_fails_is_refused(certificate: Certificate, reason: &str) {
    for security in [Security::StartTls, Security::Implicit] {
        let script = Script::sound().over(security).showing(certificate);
        let office = PostOffice::open(script.with_login("lastseen", "right"));
        let client = client(&office, security)
            .credentials(credentials("right"))
            .build();
        let error = send(&client, "b@example.org", MESSAGE).expect_err("a refusal");
        assert!(chain(&error).contains(reason), "{}", chain(&error));
        assert_eq!(error.status(), None);
        office.settle();
        let expected = match security {
            Security::StartTls => "EHLO STARTTLS",
            _ => "",
        };
        assert_eq!(verbs(&office), expected);
        assert_eq!((office.logins().len(), office.delivered().len()), (0, 0));
    }
}

#[test]
fn without_starttls_nothing_is_sent() {
    let script = Script::sound().over(Security::Never);
    let office = PostOffice::open(script.with_login("lastseen", "right"));
    let client = client(&office, Security::StartTls)
        .credentials(credentials("right"))
        .build();
    let error = send(&client, "b@example.org", MESSAGE).expect_err("a refusal");
    assert!(error.is_client(), "{error:?}");
    drop(client);
    office.settle();
    assert_eq!((office.logins().len(), office.delivered().len()), (0, 0));
    assert!(!office.commands().contains(&"MAIL".to_owned()));
}

#[test]
fn nobody_listens_on_a_closed_port() {
    let office = PostOffice::open(Script::sound());
    let client = client(&office, Security::StartTls)
        .port(closed_port())
        .build();
    let error = send(&client, "b@example.org", MESSAGE).expect_err("a refusal");
    assert!(chain(&error).contains("refused"), "{}", chain(&error));
    assert_eq!(closed_port(), closed_port());
    assert_eq!(office.connections(), 0);
}

/// An error with everything below it.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut below = std::error::Error::source(error);
    while let Some(error) = below {
        text.push_str(": ");
        text.push_str(&error.to_string());
        below = error.source();
    }
    text
}
