//! A disk that is full at every stage, as a limit on the size of files: what was there is whole, or what is new; run
//! again, all is well.

use std::{
    fs,
    process::{Command, Stdio},
};

use lastseen::ledger::Ledger;

use super::{made, run, visit};
use crate::{
    delivery::check_ledger,
    workplace::{DATE, Workplace},
};

/// Sizes, in blocks of 512 bytes, from one at which hardly anything can be written to one at which nearly all can.
const LIMITS: [u32; 12] = [1, 3, 6, 12, 20, 28, 40, 64, 100, 160, 260, 420];

/// Runs the program where no file can grow past a limit; its exit code.
fn limited(place: &Workplace, blocks: u32) -> Option<i32> {
    let script = format!(
        "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --root \"$1\" run nightly --date {DATE} --replace"
    );
    let status = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_lastseen")])
        .arg(place.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("a shell");
    status.code()
}

#[test]
fn full_at_every_stage() {
    // The night as it is when nothing hinders it, and the one that it takes the place of.
    let model = Workplace::new();
    run(&model, DATE);
    let after_one = model.kept();
    let old = made(&model, &format!("reports/{DATE}/nightly"));
    visit(&model, 9, "2026-11-20");
    run(&model, DATE);
    let new = made(&model, &format!("reports/{DATE}/nightly"));
    assert_ne!(old, new);

    let mut stopped = 0;
    for blocks in LIMITS {
        for is_first in [true, false] {
            let place = if is_first {
                Workplace::new()
            } else {
                Workplace::again(&after_one)
            };
            visit(&place, 9, "2026-11-20");
            let code = limited(&place, blocks);
            assert!(
                matches!(code, Some(0 | 3 | 7)),
                "{code:?} at {blocks} blocks"
            );
            stopped += u32::from(code == Some(7));
            let left = made(&place, &format!("reports/{DATE}/nightly"));
            let nothing = is_first && left.is_empty();
            assert!(
                nothing || left == old && !is_first || left == new,
                "half a night is left at {blocks} blocks: {left:?}"
            );
            // The first run may not even have come to its tables.
            let ledger = Ledger::open_to_read(&place.path("reports/ledger.sqlite"));
            if ledger.expect("no damaged ledger").is_some() {
                check_ledger(&place);
            }

            run(&place, DATE);
            assert_eq!(made(&place, &format!("reports/{DATE}/nightly")), new);
            check_ledger(&place);
            let leftover = fs::read_dir(place.path("reports"))
                .expect("reports")
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .find(|name| name.ends_with(".writing") || name.ends_with(".building"));
            assert_eq!(leftover, None);
        }
    }
    assert!(
        stopped >= 12,
        "only {stopped} of {} runs met the limit",
        LIMITS.len() * 2
    );
}
