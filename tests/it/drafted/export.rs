//! An invented export, told by its headings and by what its rows are like.

/// So many children; visits go round among them.
pub const CHILDREN: usize = 30;

/// What is invented of the child and the worker of a row; nothing of it may ever be shown.
pub struct People {
    pub child: String,
    pub surname: String,
    pub forename: String,
    pub born: String,
    pub worker: String,
    pub worker_name: String,
}

pub fn people(row: usize) -> People {
    let at = row % CHILDREN;
    // Ids of five digits could be days, and no name has a word of ours in it.
    People {
        child: (71_011 + at * 137).to_string(),
        surname: format!("Zzquill{}", ["ack", "brook", "dale", "ford", "ham"][at % 5]),
        forename: format!(
            "Zz{}",
            ["anna", "bert", "cleo", "dirk", "enid", "finn", "gwen"][at % 7]
        ),
        born: format!("{:02}/0{}/201{}", at % 16 + 13, at % 9 + 1, at % 10),
        worker: format!("W{:03}", 401 + row % 9),
        worker_name: format!("Zzjo Zzbrown{}", ["ley", "low", "ing"][row % 3]),
    }
}

/// The text of a row: what stands in braces is of the row, or one of several words in turn.
///
/// `child`, `name`, `surname`, `forename`, `born`, `worker`, `worker_name`, `visit`; days as `uk`, `us`, `iso`,
/// `serial`, `dots`, `words`; `next` is the child of the row behind; `note` is a sentence; `{a/b/c}` goes round.
pub fn row(template: &str, at: usize) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (what, after) = behind.split_once('}').expect("a brace is closed");
        out.push_str(before);
        out.push_str(&part(what, at));
        rest = after;
    }
    out + rest
}

fn part(what: &str, at: usize) -> String {
    let of = people(at);
    let day = at % 19 + 1;
    match what {
        "child" => of.child,
        "next" => people(at + 1).child,
        "name" => format!("{} {}", of.forename, of.surname),
        "next_name" => {
            let next = people(at + 1);
            format!("{} {}", next.forename, next.surname)
        }
        "surname" => of.surname,
        "forename" => of.forename,
        "born" => of.born,
        "worker" => of.worker,
        "worker_name" => of.worker_name,
        "visit" => (990_001 + at).to_string(),
        "uk" => format!("{day:02}/11/2026"),
        "us" => format!("11/{day}/2026"),
        "iso" => format!("2026-11-{day:02}"),
        "dots" => format!("{day:02}.09.2026"),
        "words" => format!("{day:02}-NOV-2026"),
        // The first of November 2026 is day 46327.
        "serial" => (46_326 + day).to_string(),
        "note" => format!("Zzmum said zzgrandad was ill - call {at}"),
        words => {
            let words: Vec<&str> = words.split('/').collect();
            words[at % words.len()].to_owned()
        }
    }
}

/// The lines of an export.
pub fn lines(headings: &str, template: &str, rows: usize) -> Vec<String> {
    let mut lines = vec![headings.to_owned()];
    lines.extend((0..rows).map(|at| row(template, at)));
    lines
}

/// Nothing of a person of the export is in a text.
#[track_caller]
pub fn names_nobody(text: &str) {
    let lower = text.to_lowercase();
    for at in 0..CHILDREN {
        let of = people(at);
        let ids = [of.child, of.born, of.worker];
        for private in ids.iter().chain(&[of.surname, of.forename]) {
            assert!(
                !lower.contains(&private.to_lowercase()),
                "{private} is shown: {text}"
            );
        }
    }
    for private in ["zzjo", "zzbrown", "zzmum", "zzgrandad", "9900"] {
        assert!(!lower.contains(private), "{private} is shown: {text}");
    }
}
