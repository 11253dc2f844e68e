//! Secrets are read where the settings say, and refused with what to do; no error tells the secret.

use std::{ffi::OsString, fs, path::PathBuf};

use lastseen::deliver::settings::SecretSource;
use secrecy::ExposeSecret;
use tempfile::TempDir;
use test_case::test_case;

use crate::workplace::{DATE, Workplace, program, ran};

const SECRET: &str = "Zz correct horse £";

/// A folder with one file `secret` of these bytes and this mode.
struct Place {
    folder: TempDir,
}

impl Place {
    fn with(bytes: &[u8], mode: u32) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Self { folder };
        place.write("secret", bytes, mode);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8], mode: u32) {
        fs::create_dir_all(self.path(name).parent().expect("a folder")).expect("writable");
        fs::write(self.path(name), bytes).expect("writable");
        #[cfg(unix)]
        fs::set_permissions(
            self.path(name),
            std::os::unix::fs::PermissionsExt::from_mode(mode),
        )
        .expect("our own file");
        #[cfg(not(unix))]
        let _ = mode;
    }

    fn source(&self, name: &str) -> SecretSource {
        SecretSource::File {
            path: self.path(name),
            credential: Some(name.to_owned()),
        }
    }
}

/// What is read with a variable or two set: the secret, or the refusal.
fn read(source: &SecretSource, environment: &[(&str, OsString)]) -> Result<String, String> {
    let value = |name: &str| {
        let found = environment.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    };
    match source.read_in(&value) {
        Ok(secret) => {
            assert!(!format!("{secret:?}").contains("Zz"));
            Ok(secret.expose_secret().to_owned())
        }
        Err(error) => {
            // The name of a temporary folder may hold any two letters.
            let said = format!("{error:?} {error}");
            assert!(
                !["Zzword", "Zzfile", "Zzcredential", "Zz correct"]
                    .iter()
                    .any(|secret| said.contains(secret))
            );
            Err(error.to_string())
        }
    }
}

#[test_case(b"Zzword", "Zzword"; "without a line end")]
#[test_case(b"Zzword\n", "Zzword"; "with a line end")]
#[test_case(b"Zzword\r\n", "Zzword"; "with a line end of Windows")]
#[test_case(b"Zzword\n\n", "Zzword\n"; "one line end only is taken off")]
#[test_case(b" Zzword ", " Zzword "; "blanks belong to it")]
#[test_case(SECRET.as_bytes(), SECRET; "words and a pound sign")]
fn a_private_file_is_read(bytes: &[u8], secret: &str) {
    for mode in [0o600, 0o400] {
        let place = Place::with(bytes, mode);
        assert_eq!(read(&place.source("secret"), &[]), Ok(secret.to_owned()));
    }
}

#[cfg(unix)]
#[test_case(0o640, "0640"; "the group may read it")]
#[test_case(0o604, "0604"; "all may read it")]
#[test_case(0o620, "0620"; "the group may write it")]
#[test_case(0o601, "0601"; "all may execute it")]
#[test_case(0o777, "0777"; "all may do all")]
fn a_file_open_to_others_is_refused_with_the_command_that_closes_it(mode: u32, said: &str) {
    let place = Place::with(b"Zzword", mode);
    let path = place.path("secret").display().to_string();
    assert_eq!(
        read(&place.source("secret"), &[]),
        Err(format!(
            "the secret file {path} is open to others than its owner (mode {said}); run: chmod 600 {path}"
        ))
    );
}

#[cfg(unix)]
#[test]
fn a_path_with_a_blank_is_quoted_in_the_command() {
    let place = Place::with(b"", 0o600);
    place.write("it's mine", b"Zzword", 0o644);
    let refused = read(&place.source("it's mine"), &[]).expect_err("open to others");
    assert!(refused.ends_with("/it'\\''s mine'"), "{refused}");
}

#[test_case(b"", "is empty"; "an empty file")]
#[test_case(b"\n", "is empty"; "a line end alone")]
#[test_case(b"Zz\xff", "is not UTF-8 text"; "no text")]
#[test_case(&[b'Z'; 65537], "is larger than 64 KiB"; "a large file")]
fn a_useless_file_is_refused_by_name(bytes: &[u8], why: &str) {
    let place = Place::with(bytes, 0o600);
    let path = place.path("secret").display().to_string();
    assert_eq!(
        read(&place.source("secret"), &[]),
        Err(format!("the secret file {path} {why}"))
    );
}

#[test]
fn sixty_four_kib_are_read() {
    let place = Place::with(&[b'Z'; 65536], 0o600);
    assert_eq!(
        read(&place.source("secret"), &[]).map(|text| text.len()),
        Ok(65536)
    );
}

#[test]
fn a_missing_file_and_a_folder_are_refused_by_name() {
    let place = Place::with(b"Zzword", 0o600);
    let refused = read(&place.source("other"), &[]).expect_err("nothing is there");
    assert!(refused.contains("other cannot be read: "), "{refused}");
    fs::create_dir(place.path("folder")).expect("writable");
    let refused = read(&place.source("folder"), &[]).expect_err("no file");
    assert!(refused.ends_with("folder is no file"), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_device_and_a_folder_behind_a_link_are_refused_and_a_file_behind_one_is_read() {
    let place = Place::with(b"Zzword", 0o600);
    for (name, to, expected) in [
        ("device", PathBuf::from("/dev/zero"), None),
        ("folder", place.folder.path().to_owned(), None),
        ("file", place.path("secret"), Some("Zzword")),
    ] {
        std::os::unix::fs::symlink(to, place.path(name)).expect("writable");
        let found = read(&place.source(name), &[]);
        assert_eq!(found.as_deref().ok(), expected, "{name}: {found:?}");
    }
}

#[test_case(None, Err("the environment variable SEAL is not set; the settings say that a secret stands there"); "not set")]
#[test_case(Some(""), Err("the environment variable SEAL is empty; the settings say that a secret stands there"); "empty")]
#[test_case(Some("Zzword\n"), Ok("Zzword\n"); "set, and taken as it is")]
fn a_variable_is_read_or_refused_by_name(value: Option<&str>, expected: Result<&str, &str>) {
    let environment: Vec<(&str, OsString)> =
        value.iter().map(|value| ("SEAL", value.into())).collect();
    let source = SecretSource::Variable("SEAL".to_owned());
    assert_eq!(
        read(&source, &environment)
            .as_deref()
            .map_err(String::as_str),
        expected
    );
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_refused_by_name() {
    let value = std::os::unix::ffi::OsStringExt::from_vec(b"Zz\xff".to_vec());
    let source = SecretSource::Variable("SEAL".to_owned());
    assert_eq!(
        read(&source, &[("SEAL", value)]),
        Err("the environment variable SEAL is not UTF-8 text".to_owned())
    );
}

#[test_case(0o400; "as systemd leaves it")]
#[test_case(0o440; "with a group")]
#[test_case(0o600; "private")]
fn a_credential_of_systemd_goes_before_the_file(mode: u32) {
    let place = Place::with(b"Zzfile", 0o600);
    place.write("credentials/secret", b"Zzcredential\n", mode);
    let folder = place.path("credentials").into_os_string();
    let environment = [("CREDENTIALS_DIRECTORY", folder)];
    assert_eq!(
        read(&place.source("secret"), &environment),
        Ok("Zzcredential".to_owned())
    );
    let in_a_folder = SecretSource::File {
        path: place.path("secret"),
        credential: None,
    };
    assert_eq!(read(&in_a_folder, &environment), Ok("Zzfile".to_owned()));
}

#[test]
fn without_a_credential_of_that_name_the_file_is_read_and_its_mode_counts() {
    let place = Place::with(b"Zzfile", 0o600);
    place.write("credentials/other", b"Zzother", 0o400);
    for folder in [place.path("credentials").into_os_string(), OsString::new()] {
        assert_eq!(
            read(
                &place.source("secret"),
                &[("CREDENTIALS_DIRECTORY", folder)]
            ),
            Ok("Zzfile".to_owned())
        );
    }
}

/// A workplace whose workbooks are sealed.
fn sealed(with: &str) -> Workplace {
    let place = Workplace::new();
    let settings = format!("transport = \"file\"\nseal = \"password\"\n{with}");
    place.edit("jobs/service.toml", "transport = \"file\"", &settings);
    place
}

#[test_case("seal_password_env = \"SEAL\"", "SEAL", SECRET; "from a variable")]
#[test_case("seal_password_file = \"seal\"", "CREDENTIALS_DIRECTORY", "credentials"; "from systemd")]
fn a_run_seals_with_the_secret_of_its_environment(settings: &str, variable: &str, value: &str) {
    let place = sealed(settings);
    place.write("credentials/seal", SECRET);
    let value = match variable {
        "SEAL" => OsString::from(value),
        _ => place.path(value).into_os_string(),
    };
    let ran = ran(program()
        .arg("--root")
        .arg(place.root())
        .args(["run", "nightly", "--date", DATE])
        .env(variable, value))
    .with_code(0);
    assert!(!ran.stdout.contains("Zz") && !ran.stderr.contains("Zz"));
}

#[test]
fn a_run_without_its_secret_is_stopped_and_says_why() {
    let place = sealed("seal_password_file = \"seal\"");
    place.nightly().with_code(6).complains_of(&[
        "seal cannot be read: No such file or directory",
        "nothing was sent",
    ]);
    assert!(!place.path(&format!("reports/{DATE}/nightly")).exists());
}
