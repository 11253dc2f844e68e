//! Logins by token: from a file, from a command, for an account; good, refused, late, and not to be had.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use lastseen::deliver::{
    conversation::Conversation,
    settings::{Auth, MailSettings, SecretSource, Tls, TokenSource, Transport},
    smtp::{Answer, Unreachable},
};
use test_case::test_case;

use super::{ADMIN, CARE};
use crate::post_office::{Fault, Moment, PostOffice, Script};

const USER: &str = "reports@example.org";
const TOKEN: &str = "eyJ0eXAi.zz-secret-token_~+/=";
const SECRET: &str = "zz client secret & more";

fn mail(office: &PostOffice, token: TokenSource) -> MailSettings {
    MailSettings {
        transport: Transport::Smtp,
        from: ADMIN.to_owned(),
        host: Some("127.0.0.1".to_owned()),
        port: Some(office.port()),
        tls: Tls::StartTls,
        ca_file: Some(office.ca_file().to_owned()),
        username: Some(USER.to_owned()),
        auth: Auth::Token,
        token: Some(token),
        timeout: Duration::from_secs(1),
        ..MailSettings::default()
    }
}

/// A file that only its owner can read.
fn private(folder: &Path, name: &str, text: &str, mode: u32) -> SecretSource {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a writable folder");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("a file of ours");
    SecretSource::File {
        path,
        credential: None,
    }
}

fn command(folder: &Path, script: &str) -> TokenSource {
    let source = private(folder, "token", &format!("#!/bin/sh\n{script}\n"), 0o700);
    let SecretSource::File { path, .. } = source else {
        panic!("a file");
    };
    TokenSource::Command {
        program: path.to_string_lossy().into_owned(),
        arguments: vec![TOKEN.to_owned()],
        limit: Duration::from_millis(600),
    }
}

fn send(mail: &MailSettings) -> Result<Answer, Unreachable> {
    let mut line = Conversation::open(mail)?;
    let (from, to) = (ADMIN.parse().expect("valid"), CARE.parse().expect("valid"));
    let answer = line.send(&from, &to, b"To: x\r\n\r\nNothing.\r\n");
    line.close();
    Ok(answer)
}

/// What went wrong, without a secret in it.
fn refused(mail: &MailSettings) -> (String, bool) {
    let error = send(mail).expect_err("nothing is sent");
    let said = format!("{error} {error:?}");
    assert!(!said.contains("zz"), "{said}");
    (error.to_string(), error.may_pass())
}

#[test]
fn a_token_of_a_file_lets_in_and_a_refused_one_is_a_refused_login() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let office = PostOffice::open(Script::sound().with_token(USER, TOKEN));
    let file = |text: &str| TokenSource::Secret(private(folder.path(), "secret", text, 0o600));
    assert_eq!(
        send(&mail(&office, file(&format!("{TOKEN}\n")))).expect("sent"),
        Answer::Taken
    );
    let logins = office.logins();
    assert_eq!(logins.len(), 1);
    assert!(logins[0].is_over_tls && logins[0].password == TOKEN);

    let (said, may_pass) = refused(&mail(&office, file("another-token")));
    assert!(
        said.contains("refuses the login (reply 535)") && !may_pass,
        "{said}"
    );
    let (said, may_pass) = refused(&mail(&office, file("two\nlines")));
    assert!(said.contains("gave no token") && !may_pass, "{said}");
    let open = TokenSource::Secret(private(folder.path(), "open", TOKEN, 0o644));
    let (said, _) = refused(&mail(&office, open));
    assert!(said.contains("chmod 600"), "{said}");
}

#[test]
fn a_server_without_xoauth2_gets_no_token() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let office = PostOffice::open(Script::sound().with_login(USER, "a password"));
    let token = TokenSource::Secret(private(folder.path(), "secret", TOKEN, 0o600));
    let (said, may_pass) = refused(&mail(&office, token));
    assert!(
        said.contains("offers no login that is understood (XOAUTH2)") && !may_pass,
        "{said}"
    );
    assert!(office.logins().is_empty());
}

#[test_case("printf '%s\\n' \"$1\"", "", true; "good")]
#[test_case("printf '%s' \"$1\"; sleep 30 &", "", true; "good, and something left running")]
#[test_case("exit 3", "failed (exit status: 3)", true; "failing")]
#[test_case("sleep 30", "time limit", true; "hanging")]
#[test_case("printf '%s\\nzzmore\\n' \"$1\"", "gave no token", false; "two lines")]
#[test_case("true", "gave no token", false; "nothing")]
#[test_case("head -c 9000 /dev/zero | tr '\\0' a", "gave no token", false; "too much")]
#[test_case("printf '\\303\\044'", "gave no token", false; "no text")]
fn a_command_prints_the_token(script: &str, why: &str, may_pass: bool) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let office = PostOffice::open(Script::sound().with_token(USER, TOKEN));
    let mail = mail(&office, command(folder.path(), script));
    if why.is_empty() {
        assert_eq!(send(&mail).expect("sent"), Answer::Taken);
        return;
    }
    let (said, passes) = refused(&mail);
    assert!(said.contains(why), "{said}");
    assert_eq!(passes, may_pass, "{said}");
    assert!(office.commands().is_empty(), "nobody was asked anything");
}

#[test]
fn a_token_that_runs_out_in_mid_run_is_asked_for_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fault = Fault::at(Moment::MailFrom).once().dropping();
    let office = PostOffice::open(Script::sound().with_token(USER, TOKEN).failing(fault));
    let count = folder.path().join("count");
    let counting = format!("echo x >> '{}'; printf '%s' \"$1\"", count.display());
    let mail = mail(&office, command(folder.path(), &counting));
    assert!(matches!(
        send(&mail).expect("a line"),
        Answer::NotNow(_) | Answer::Stale
    ));
    assert_eq!(send(&mail).expect("sent"), Answer::Taken);
    assert_eq!(std::fs::read_to_string(count).expect("counted"), "x\nx\n");
}

/// A web service that answers each request with the next of some answers, and keeps what it was asked.
struct Service {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn answering(answers: &[&str]) -> Self {
        let door = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/token", door.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&asked);
        let answers: Vec<String> = answers.iter().map(|answer| (*answer).to_owned()).collect();
        thread::spawn(move || {
            for answer in answers {
                let Ok((stream, _)) = door.accept() else {
                    return;
                };
                // A client that hung up has its reasons.
                let _ = one_request(stream, &answer, &keep);
            }
        });
        Self { url, asked }
    }

    fn account(&self, folder: &Path) -> TokenSource {
        TokenSource::Account {
            url: self.url.clone(),
            client_id: "an-application".to_owned(),
            secret: private(folder, "client", SECRET, 0o600),
            scope: "https://mail.example.org/.default".to_owned(),
        }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
}

fn one_request(stream: TcpStream, answer: &str, keep: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        head += &line;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    keep.lock()
        .expect("no panic")
        .push(format!("{head}\n{}", String::from_utf8_lossy(&body)));
    let mut stream = stream;
    match answer {
        "slow" => thread::sleep(Duration::from_secs(3)),
        "cut" => {}
        answer => {
            let (status, body) = answer.split_once(' ').unwrap_or((answer, ""));
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status} x\r\nContent-Length: {length}\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n{body}"
            )?;
        }
    }
    Ok(())
}

#[test]
fn an_account_is_granted_a_token_that_is_kept_until_it_ends() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let office = PostOffice::open(Script::sound().with_token(USER, TOKEN));
    let granted = format!(
        "200 {{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"{TOKEN}\"}}"
    );
    let short = granted.replace("3599", "30");
    let service = Service::answering(&[&short, &granted]);
    let mail = mail(&office, service.account(folder.path()));
    for _ in 0..3 {
        assert_eq!(send(&mail).expect("sent"), Answer::Taken);
    }
    let asked = service.asked();
    assert_eq!(
        asked.len(),
        2,
        "one that ends at once, and one that is kept"
    );
    let (head, form) = asked[0].split_once("\n\n").unwrap_or((&asked[0], ""));
    assert!(head.starts_with("POST /token HTTP/1.1"), "{head}");
    assert!(form.ends_with("grant_type=client_credentials&client_id=an-application&client_secret=zz%20client%20secret%20%26%20more&scope=https%3A%2F%2Fmail.example.org%2F.default"), "{form}");
}

#[test_case("400 {\"error\":\"invalid_scope\",\"error_description\":\"zz\"}", "refuses the account (status 400, invalid_scope)", false; "status 400")]
#[test_case("401 {\"error\":\"invalid_client\",\"error_description\":\"zz\"}", "refuses the account (status 401, invalid_client)", false; "status 401")]
#[test_case("401 {\"error\":\"Zz Name\"}", "refuses the account (status 401)", false; "an error that is no word")]
#[test_case("503 zz", "does not answer for now (status 503)", true; "status 503")]
#[test_case("429 zz", "does not answer for now (status 429)", true; "status 429")]
#[test_case("302 zz", "cannot be used: status 302", false; "redirected")]
#[test_case("200 zz", "its answer holds no token", false; "no JSON")]
#[test_case("200 {\"access_token\":\"zz two words\"}", "gave no token", false; "no token")]
#[test_case("slow", "it does not answer in time", true; "slow")]
#[test_case("cut", "does not answer for now", true; "cut")]
fn an_account_without_a_token_sends_nothing(answer: &str, why: &str, may_pass: bool) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let office = PostOffice::open(Script::sound().with_token(USER, TOKEN));
    let service = Service::answering(&[answer]);
    let (said, passes) = refused(&mail(&office, service.account(folder.path())));
    assert!(said.contains(why), "{said}");
    assert_eq!(passes, may_pass, "{said}");
    assert!(office.commands().is_empty(), "nobody was asked anything");
}
