//! A program that died in the sending, and a disk that lost or damaged what it had written: whatever is left of ledger,
//! log and head, no message that may have left waits to be sent as if it had not.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use lastseen::{
    ledger::{Change, Ledger, LedgerError, StoredMessage},
    model::delivery::{Contents, DeliveryKey, DeliveryState, Sealing},
};
use tempfile::TempDir;
use test_case::test_case;

use crate::night::day;

const MESSAGES: usize = 4;
const LEDGER: &str = "ledger.sqlite";
const LOG: &str = "ledger.sqlite-wal";
const INDEX: &str = "ledger.sqlite-shm";
const HEAD: &str = "ledger.sqlite.head";
const FILES: [&str; 4] = [LEDGER, LOG, INDEX, HEAD];

/// One page of the log with its head, and the head of the log.
const FRAME: usize = 24 + 4096;
const LOG_HEAD: usize = 32;

/// The files as a program that died left them, at each step of a night's sending.
struct Died {
    files: Vec<(&'static str, Vec<u8>)>,
    /// The first so many messages may have left.
    may_have_left: usize,
}

impl Died {
    fn in_folder(folder: &Path, may_have_left: usize) -> Self {
        let read = |name| Some((name, fs::read(folder.join(name)).ok()?));
        Self {
            files: FILES.into_iter().filter_map(read).collect(),
            may_have_left,
        }
    }

    fn lay_out(&self) -> Disk {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, bytes) in &self.files {
            fs::write(folder.path().join(name), bytes).expect("writable");
        }
        Disk { folder }
    }
}

static NIGHT: LazyLock<Vec<Died>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(LEDGER);
    let mut ledger = Ledger::open(&path).expect("a new ledger");
    for message in 0..MESSAGES {
        let key = DeliveryKey {
            job: "nightly".to_owned(),
            date: day("2026-11-23"),
            report: "monday-visits".to_owned(),
            recipient: format!("tm-{message}"),
            revision: 1,
        };
        let stored = StoredMessage {
            contents: Contents::Workbook,
            message_id: format!("<{message}@example.org>"),
            sha256: String::new(),
            size: 1,
            workbook_sha256: None,
            entitlement: String::new(),
            sealing: Sealing::None,
            place: String::new(),
        };
        ledger
            .queue_one(&key, &stored, "smtp", 1)
            .expect("recorded");
    }
    ledger.checkpoint().expect("written");
    let mut died = vec![Died::in_folder(folder.path(), 0)];
    for message in 0..MESSAGES {
        for to in [DeliveryState::Sending, DeliveryState::Sent] {
            let change = Change {
                to,
                reply: "",
                next_try: None,
            };
            let row = i64::try_from(message).expect("a small number") + 1;
            ledger.change(&[row], &change, 2).expect("recorded");
            died.push(Died::in_folder(folder.path(), message + 1));
        }
    }
    died
});

struct Disk {
    folder: TempDir,
}

impl Disk {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).expect("it is there");
    }

    fn edit(&self, name: &str, edit: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(self.path(name)).expect("it is there");
        edit(&mut bytes);
        fs::write(self.path(name), bytes).expect("writable");
    }

    fn cut(&self, name: &str, at: usize) {
        self.edit(name, |bytes| bytes.truncate(at));
    }

    fn flip(&self, name: &str, at: usize) {
        self.edit(name, |bytes| {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 0x5a;
            }
        });
    }

    /// As another moment of the night left it.
    fn bring_back(&self, name: &str, from: &Died) {
        let (_, bytes) = from
            .files
            .iter()
            .find(|(known, _)| *known == name)
            .expect("it was there");
        fs::write(self.path(name), bytes).expect("writable");
    }
}

/// Opens the ledger as a run does: the refusal, or how many messages wait that may have left.
fn opened(disk: &Disk, may_have_left: usize) -> Result<usize, LedgerError> {
    let mut ledger = Ledger::open_sound(&disk.path(LEDGER))?;
    ledger.give_up_sending(3)?;
    let known = ledger.all_deliveries()?;
    let waits = |message: &usize| {
        let of = known
            .iter()
            .find(|delivery| delivery.key.recipient == format!("tm-{message}"));
        !of.is_some_and(|of| matches!(of.state, DeliveryState::Unknown | DeliveryState::Sent))
    };
    Ok((0..may_have_left).filter(waits).count())
}

type Damage = dyn Fn(&Disk, &[Died]);

/// Each damage at each step; where the step has nothing that the damage takes away, the ledger may be opened.
#[test_case(&|disk, _| disk.remove(LOG); "the log is gone")]
#[test_case(&|disk, _| { disk.remove(LOG); disk.remove(INDEX); }; "the log and its index are gone")]
#[test_case(&|disk, _| disk.cut(LOG, 0); "the log is empty")]
#[test_case(&|disk, _| disk.cut(LOG, LOG_HEAD - 1); "the log's head is cut")]
#[test_case(&|disk, _| disk.cut(LOG, LOG_HEAD); "the log's head alone")]
#[test_case(&|disk, _| disk.cut(LOG, LOG_HEAD + FRAME); "one page of the log")]
#[test_case(&|disk, _| disk.cut(LOG, LOG_HEAD + 2 * FRAME); "two pages of the log")]
#[test_case(&|disk, _| disk.cut(LOG, LOG_HEAD + 3 * FRAME); "three pages of the log")]
#[test_case(&|disk, _| disk.cut(LOG, LOG_HEAD + 5 * FRAME); "five pages of the log")]
#[test_case(&|disk, _| disk.cut(LOG, LOG_HEAD + 8 * FRAME + 100); "eight pages of the log and a piece")]
#[test_case(&|disk, _| disk.edit(LOG, |log| { log.pop(); }); "the last byte of the log is gone")]
#[test_case(&|disk, _| disk.edit(LOG, |log| log.truncate(log.len() / 2)); "half the log")]
#[test_case(&|disk, _| disk.edit(LOG, |log| log.truncate(log.len() / 4)); "a quarter of the log")]
#[test_case(&|disk, _| disk.edit(LOG, |log| log.fill(0)); "the log is nothing but zeros")]
#[test_case(&|disk, _| disk.edit(LOG, |log| log.splice(LOG_HEAD.., vec![0; 9000]).for_each(drop)); "zeros behind the log's head")]
#[test_case(&|disk, _| disk.flip(LOG, 3); "a byte of the log's magic")]
#[test_case(&|disk, _| disk.flip(LOG, 17); "a byte of the log's salt")]
#[test_case(&|disk, _| disk.flip(LOG, LOG_HEAD + 4); "a byte of the first frame's head")]
#[test_case(&|disk, _| disk.flip(LOG, LOG_HEAD + 24 + 2000); "a byte of the first page of the log")]
#[test_case(&|disk, _| disk.flip(LOG, LOG_HEAD + 2 * FRAME + 24 + 50); "a byte of the third page of the log")]
#[test_case(&|disk, _| disk.edit(LOG, |log| { let at = log.len() - 10; log[at] ^= 1; }); "a byte at the log's end")]
#[test_case(&|disk, night| disk.bring_back(LOG, &night[1]); "an older log")]
#[test_case(&|disk, night| disk.bring_back(LOG, &night[3]); "another log")]
#[test_case(&|disk, _| disk.remove(INDEX); "the log's index is gone")]
#[test_case(&|disk, _| disk.edit(INDEX, |index| index.fill(0xff)); "the log's index is damaged")]
#[test_case(&|disk, _| { disk.remove(LEDGER); }; "the ledger is gone and its log is there")]
#[test_case(&|disk, _| { disk.remove(LEDGER); disk.remove(LOG); disk.remove(INDEX); }; "the ledger is gone")]
#[test_case(&|disk, _| { disk.cut(LEDGER, 0); disk.remove(LOG); disk.remove(INDEX); }; "the ledger is empty")]
#[test_case(&|disk, _| disk.edit(LEDGER, |ledger| ledger.truncate(ledger.len() / 2)); "half the ledger")]
#[test_case(&|disk, _| disk.cut(LEDGER, 4096); "one page of the ledger")]
#[test_case(&|disk, _| disk.flip(LEDGER, 4096 * 3 + 7); "a byte of the ledger's fourth page")]
#[test_case(&|disk, night| { disk.bring_back(LEDGER, &night[0]); disk.remove(LOG); disk.remove(INDEX); }; "the ledger before the sending")]
#[test_case(&|disk, night| { FILES[..3].iter().for_each(|name| disk.bring_back(name, &night[1])); }; "ledger and log of an earlier step")]
#[test_case(&|disk, _| disk.remove(HEAD); "the head is gone")]
#[test_case(&|disk, _| disk.cut(HEAD, 0); "the head is empty")]
#[test_case(&|disk, _| disk.cut(HEAD, 40); "the head is cut")]
#[test_case(&|disk, _| disk.flip(HEAD, 19); "a byte of the head's number")]
#[test_case(&|disk, _| disk.flip(HEAD, 50); "a byte of the head's hash")]
#[test_case(&|disk, night| disk.bring_back(HEAD, &night[0]); "the head before the sending")]
#[test_case(&|disk, _| { disk.remove(HEAD); disk.remove(LOG); disk.remove(INDEX); }; "head and log are gone")]
fn no_message_doubles_in_silence(damage: &Damage) {
    for (step, died) in NIGHT.iter().enumerate().skip(1) {
        let disk = died.lay_out();
        damage(&disk, &NIGHT);
        match opened(&disk, died.may_have_left) {
            Ok(doubled) => assert_eq!(doubled, 0, "at step {step}"),
            Err(LedgerError::HeadUnwritten { .. } | LedgerError::Newer { .. }) => {
                panic!("another refusal at step {step}")
            }
            // Each of them ends a run with 7 and says what to do.
            Err(refusal) => assert!(
                refusal
                    .to_string()
                    .contains("reports/README.md, \"When the ledger is damaged\""),
                "{refusal} at step {step}"
            ),
        }
    }
}

/// What only a program that died leaves is no damage.
#[test]
fn a_program_that_died_is_no_damage() {
    for (step, died) in NIGHT.iter().enumerate() {
        let as_left = died.lay_out();
        assert_eq!(opened(&as_left, died.may_have_left).expect("sound"), 0);
        // It died between the database and its head.
        if step > 0 {
            let between = died.lay_out();
            between.bring_back(HEAD, &NIGHT[step - 1]);
            assert_eq!(opened(&between, died.may_have_left).expect("sound"), 0);
        }
        let without_index = died.lay_out();
        without_index.remove(INDEX);
        assert_eq!(
            opened(&without_index, died.may_have_left).expect("sound"),
            0
        );
    }
}

/// The damages are damages: with the log, the last step is lost, and with the head alone one that is not.
#[test]
fn a_lost_log_is_refused_at_every_step() {
    for died in NIGHT.iter().skip(1) {
        let disk = died.lay_out();
        disk.remove(LOG);
        disk.remove(INDEX);
        let refused = opened(&disk, died.may_have_left);
        assert!(matches!(refused, Err(LedgerError::Head { .. })));
        // A person who knows what left may say so.
        fs::write(disk.path(HEAD), "accept\n").expect("writable");
        assert_eq!(opened(&disk, 0).expect("accepted"), 0);
        // Once.
        fs::write(
            disk.path(HEAD),
            fs::read(disk.path(HEAD)).expect("made anew"),
        )
        .expect("writable");
        assert_eq!(opened(&disk, 0).expect("sound"), 0);
        disk.remove(HEAD);
        assert!(matches!(opened(&disk, 0), Err(LedgerError::Head { .. })));
    }
}

/// A ledger of the version before has no head, and gets one when it is opened to be written.
#[test]
fn a_ledger_without_a_head_from_before_gets_one() {
    let disk = NIGHT[MESSAGES].lay_out();
    rusqlite::Connection::open(disk.path(LEDGER))
        .and_then(|raw| {
            raw.execute_batch(
                "ALTER TABLE snapshot_positions DROP COLUMN flags; ALTER TABLE snapshot_positions DROP COLUMN booked;
                 ALTER TABLE snapshots DROP COLUMN reports; DROP TABLE agreements; DROP TABLE returned;
                 PRAGMA user_version = 8",
            )
        })
        .expect("writable");
    disk.remove(HEAD);
    drop(Ledger::open_to_read(&disk.path(LEDGER)).expect("readable"));
    assert!(!disk.path(HEAD).exists(), "reading writes nothing");
    opened(&disk, 0).expect("sound");
    assert!(disk.path(HEAD).exists());
}
