//! Sealed workbooks are encrypted: no reader opens them without the password, and nothing of the workbook shows.
//! CI opens them with two other programs, with the right password and with a wrong one.

use std::io::Cursor;

use calamine::{Reader, Xlsx, XlsxError};
use lastseen::deliver::seal::seal;
use secrecy::SecretString;

use crate::workbooks::{texts, workbook};

/// The first bytes of an OLE compound file.
const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

fn plain() -> Vec<u8> {
    let rows = (0..200)
        .map(|row| texts(&format!("{row}|Zzname {row}")))
        .collect();
    workbook(&[("Visits", rows)])
}

#[test]
fn a_sealed_workbook_is_encrypted() {
    let plain = plain();
    let sealed = seal(&plain, &SecretString::from("Zz correct horse £")).expect("sealed");
    assert_eq!(sealed[..8], OLE);
    let holds = |wanted: &[u8]| sealed.windows(wanted.len()).any(|at| at == wanted);
    for part in plain.chunks_exact(32) {
        assert!(!holds(part), "a part of the workbook stands in the open");
    }
    assert!(!holds(b"PK\x03\x04") && !holds(b"correct horse"));
    let opened = Xlsx::new(Cursor::new(sealed.as_slice()));
    assert!(matches!(opened, Err(XlsxError::Password)));
    assert!(Xlsx::new(Cursor::new(plain)).is_ok());
}

#[test]
fn the_same_workbook_is_sealed_with_another_salt_each_time() {
    let (plain, password) = (plain(), SecretString::from("Zzword"));
    let sealed = || seal(&plain, &password).expect("sealed");
    assert_ne!(sealed(), sealed());
}
