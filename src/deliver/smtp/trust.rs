//! Whose certificates a mail server may show: those that the system's authorities signed, or with a `ca_file` only
//! those that it names: an authority of the service's own, or the server's very certificate.

use std::{fs, path::Path, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};

/// The settings of a TLS session that trusts a `ca_file`, or else the system's authorities.
pub(super) fn config(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    let pinned = match ca_file {
        // With an authority of its own named, no other is trusted.
        Some(path) => {
            let named = named(path)?;
            for certificate in &named {
                roots
                    .add(certificate.clone())
                    .map_err(|_| "it holds a certificate that cannot be read".to_owned())?;
            }
            named
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            Vec::new()
        }
    };
    let usual = WebPkiServerVerifier::builder_with_provider(
        Arc::new(roots),
        Arc::<CryptoProvider>::clone(&provider),
    )
    .build()
    .map_err(|error| error.to_string())?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Trust { usual, pinned }))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The authorities of the system, and those of a `ca_file` besides.
pub(in crate::deliver) fn authorities(
    ca_file: Option<&Path>,
) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut authorities = rustls_native_certs::load_native_certs().certs;
    if let Some(path) = ca_file {
        authorities.extend(named(path)?);
    }
    Ok(authorities)
}

/// The certificates of a `ca_file`.
fn named(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let pem = fs::read(path).map_err(|error| error.to_string())?;
    match CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>() {
        Ok(named) if !named.is_empty() => Ok(named),
        _ => Err("it holds no certificate in PEM form".to_owned()),
    }
}

/// The usual checks, and besides them the certificates that `ca_file` names: a server that shows one of them, byte for
/// byte, holds its key and is the one that was meant. Neither its name (`openssl req -x509` writes none that counts)
/// nor that it calls itself an authority matters then; that it is in date does.
#[derive(Debug)]
struct Trust {
    usual: Arc<WebPkiServerVerifier>,
    pinned: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        server: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let usual = self
            .usual
            .verify_server_cert(shown, between, server, ocsp, now);
        // The dates are looked at first, so a certificate that fails otherwise is in date.
        let is_out_of_date = matches!(
            usual,
            Err(Error::InvalidCertificate(
                CertificateError::Expired
                    | CertificateError::ExpiredContext { .. }
                    | CertificateError::NotValidYet
                    | CertificateError::NotValidYetContext { .. }
            ))
        );
        if usual.is_err() && !is_out_of_date && self.pinned.iter().any(|pinned| pinned == shown) {
            return Ok(ServerCertVerified::assertion());
        }
        usual
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, shown, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, shown, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}
