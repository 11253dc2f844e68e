//! The authority of a post office and the certificate that it shows, made anew for each.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

use super::script::Certificate;

/// What a post office needs to speak TLS, and its clients to trust it.
pub struct Papers {
    pub config: Arc<ServerConfig>,
    /// The authority that clients are told to trust.
    pub ca_pem: String,
}

pub fn issue(kind: Certificate) -> Papers {
    if let Some((is_expired, is_known)) = match kind {
        Certificate::OfItself => Some((false, true)),
        Certificate::OfItselfExpired => Some((true, true)),
        Certificate::OfItselfUnknown => Some((false, false)),
        _ => None,
    } {
        return of_itself(is_expired, is_known);
    }
    let known = authority("Test authority");
    let other = authority("Other test authority");
    let signer = match kind {
        Certificate::UnknownAuthority => &other,
        _ => &known,
    };
    let names: &[&str] = match kind {
        Certificate::WrongName => &["mail.elsewhere.example"],
        _ => &["localhost", "127.0.0.1"],
    };
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names");
    params
        .distinguished_name
        .push(DnType::CommonName, "Test post office");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    if kind == Certificate::Expired {
        expire(&mut params);
    }
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, signer).expect("a certificate");
    Papers {
        config: showing(certificate.der().clone(), &key),
        ca_pem: known.pem(),
    }
}

/// An authority that shows itself.
fn of_itself(is_expired: bool, is_known: bool) -> Papers {
    let mut params = authority_params("Test post office");
    if is_expired {
        expire(&mut params);
    }
    let key = KeyPair::generate().expect("a key");
    let shown = params.self_signed(&key).expect("a certificate");
    Papers {
        config: showing(shown.der().clone(), &key),
        ca_pem: if is_known {
            shown.pem()
        } else {
            authority("Test post office").pem()
        },
    }
}

fn expire(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2021, 1, 1);
}

fn showing(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    // The provider by name: with two in the tree, rustls would refuse to choose.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .expect("the key is the certificate's");
    Arc::new(config)
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let key = KeyPair::generate().expect("a key");
    CertifiedIssuer::self_signed(authority_params(name), key).expect("an authority")
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}
