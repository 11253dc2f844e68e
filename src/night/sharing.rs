//! Which parcels of a recipient travel in one letter: the nil ones together, and all of them where mail is bundled.

use super::letters::Enclosed;
use crate::{deliver::settings::MailSettings, model::delivery::DeliveryKey};

/// Parcels of one recipient and revision that one letter takes.
pub(super) struct Share<'p> {
    pub(super) parts: Vec<Enclosed<'p>>,
    /// The name of the stored message.
    pub(super) file: String,
    /// Which of how many letters it is, where the parcels are too large for one.
    pub(super) place: Option<(usize, usize)>,
}

/// What a message takes besides its workbooks, for each report: its letter, twice, and the heads of its parts.
const LETTER: u64 = 24 * 1024;

/// Divides the parcels of a recipient among letters. `left` are the names of letters that left before: none is given again.
pub(super) fn shares<'p>(
    mut parts: Vec<Enclosed<'p>>,
    mail: &MailSettings,
    left: &[&str],
) -> Vec<Share<'p>> {
    // What is to be done comes before what is not.
    parts.sort_by_key(|part| part.workbook.is_none());
    let mut groups: Vec<Vec<Enclosed<'p>>> = Vec::new();
    for part in parts {
        let mut known = groups.iter_mut();
        let fitting = known.find(|group| may_share(group, &part, mail));
        match fitting {
            Some(group) => group.push(part),
            None => groups.push(vec![part]),
        }
    }
    let mut shares: Vec<Share<'p>> = Vec::new();
    for parts in groups {
        let letters = divided(parts, mail.max_size);
        let count = letters.len();
        for (at, parts) in letters.into_iter().enumerate() {
            let is_given = |file: &String| {
                left.contains(&file.as_str()) || shares.iter().any(|share| share.file == *file)
            };
            let mut names = (1..).map(|number| file_name(&parts, mail.bundle, number));
            let file = names.find(|file| !is_given(file)).unwrap_or_default();
            let place = (count > 1).then_some((at + 1, count));
            shares.push(Share { parts, file, place });
        }
    }
    shares
}

fn may_share(group: &[Enclosed<'_>], part: &Enclosed<'_>, mail: &MailSettings) -> bool {
    let is_nil = |part: &Enclosed<'_>| part.workbook.is_none();
    group
        .iter()
        .all(|other| other.key.revision == part.key.revision && (mail.bundle || is_nil(other)))
        && (mail.bundle || is_nil(part))
}

/// As few letters as the largest size allows, in the order of the parcels; one that is too large by itself stands alone.
fn divided(parts: Vec<Enclosed<'_>>, most: u64) -> Vec<Vec<Enclosed<'_>>> {
    let mut letters: Vec<(u64, Vec<Enclosed<'_>>)> = Vec::new();
    for part in parts {
        let size = size_of(&part);
        match letters.last_mut() {
            Some((taken, letter)) if *taken + size <= most => {
                *taken += size;
                letter.push(part);
            }
            _ => letters.push((size, vec![part])),
        }
    }
    letters.into_iter().map(|(_, letter)| letter).collect()
}

/// How much of a message a parcel takes, at most: three bytes travel as four, in lines of 76.
fn size_of(part: &Enclosed<'_>) -> u64 {
    let workbook = part.workbook.as_ref().map_or(0, |bytes| bytes.len() as u64);
    LETTER + workbook.div_ceil(3) * 4 * 78 / 76
}

/// `REPORT--RECIPIENT_ID.eml`; `letter--…` for all reports of a recipient, `nothing-to-list--…` for those without a list.
fn file_name(parts: &[Enclosed<'_>], is_bundle: bool, number: usize) -> String {
    let Some(first) = parts.first() else {
        return String::new();
    };
    let report = match parts.len() {
        _ if is_bundle => "letter",
        1 => &first.key.report,
        _ => "nothing-to-list",
    };
    let number = match number {
        1 => String::new(),
        number => format!("--{number}"),
    };
    let key = DeliveryKey {
        report: report.to_owned(),
        recipient: format!("{}{number}", first.key.recipient),
        ..first.key.clone()
    };
    key.file_name()
}
