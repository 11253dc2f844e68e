//! The post office proved with the client of lettre, other code than the program speaks with, and with one that speaks line by line.

mod certificates;
mod faults;
mod lines;
mod manners;
mod messages;

use std::time::Duration;

use lettre::{
    SmtpTransport, Transport,
    address::Envelope,
    transport::smtp::{
        Error, SmtpTransportBuilder,
        authentication::Credentials,
        client::{Certificate as Trusted, CertificateStore, Tls as ClientTls, TlsParameters},
        extension::ClientId,
        response::Response,
    },
};

use super::{PostOffice, Security};

/// Long enough for a busy machine.
const PATIENT: Duration = Duration::from_secs(30);
/// Short, for faults that only a time limit ends.
const BRIEF: Duration = Duration::from_millis(700);

const MESSAGE: &[u8] =
    b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Synthetic\r\n\r\nNothing.\r\n";

/// A client that trusts the post office's authority.
fn client(office: &PostOffice, security: Security) -> SmtpTransportBuilder {
    client_of("localhost", office, security)
}

fn client_of(host: &str, office: &PostOffice, security: Security) -> SmtpTransportBuilder {
    let pem = std::fs::read(office.ca_file()).expect("the authority's file");
    let parameters = TlsParameters::builder(host.to_owned())
        .certificate_store(CertificateStore::None)
        .add_root_certificate(Trusted::from_pem(&pem).expect("PEM"))
        .build_rustls()
        .expect("TLS settings");
    SmtpTransport::builder_dangerous(host)
        .port(office.port())
        .hello_name(ClientId::Domain("tests.example.org".to_owned()))
        .timeout(Some(PATIENT))
        .tls(match security {
            Security::StartTls => ClientTls::Required(parameters),
            Security::Implicit => ClientTls::Wrapper(parameters),
            Security::Never => ClientTls::None,
        })
}

fn credentials(password: &str) -> Credentials {
    Credentials::new("lastseen".to_owned(), password.to_owned())
}

/// Sends to one recipient.
fn send(client: &SmtpTransport, to: &str, message: &[u8]) -> Result<Response, Error> {
    let from = "lastseen@example.org".parse().expect("an address");
    let to = to.parse().expect("an address");
    let envelope = Envelope::new(Some(from), vec![to]).expect("a recipient");
    client.send_raw(&envelope, message)
}

/// The reply code of a refusal; none where the client had no reply.
fn code(result: Result<Response, Error>) -> Option<u16> {
    let error = result.expect_err("a refusal");
    error.status().map(u16::from)
}

fn verbs(office: &PostOffice) -> String {
    office.commands().join(" ")
}
