//! Deputies in `jobs/recipients.csv`: who gets a copy of whose letters, and when. One step: a copy is never copied.

use chrono::NaiveDate;

use crate::{
    deliver::{
        address::check_address,
        settings::{MailSettings, Recipient, StandIn},
    },
    model::text::did_you_mean,
};

/// The cells of a line that are about its deputy.
pub(super) struct Cells<'a> {
    pub(super) line_of: &'a str,
    pub(super) deputy_id: &'a str,
    pub(super) from: &'a str,
    pub(super) until: &'a str,
}

impl Cells<'_> {
    /// Who stands in for the reader of the line, where somebody does.
    pub(super) fn read(&self, note: &mut dyn FnMut(String)) -> Option<StandIn> {
        let from = date("from", self.from, note);
        let until = date("until", self.until, note);
        if self.deputy_id.is_empty() {
            if !self.from.is_empty() || !self.until.is_empty() {
                note("from and until say when a deputy gets copies, and deputy_id is blank; name one, or leave them blank".to_owned());
            }
            return None;
        }
        if self.deputy_id == self.line_of {
            note("deputy_id is the line's own recipient_id; name another".to_owned());
            return None;
        }
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            note("until lies before from".to_owned());
        }
        Some(StandIn {
            of: self.line_of.to_owned(),
            by: self.deputy_id.to_owned(),
            from,
            until,
        })
    }
}

/// A date as we write it, or as a spreadsheet that saved the table does; blank is none.
fn date(column: &str, text: &str, note: &mut dyn FnMut(String)) -> Option<NaiveDate> {
    if text.is_empty() {
        return None;
    }
    let forms = ["%Y-%m-%d", "%d/%m/%Y"];
    let day = forms
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
        // A year of two digits is none.
        .filter(|day| *day > NaiveDate::default());
    if day.is_none() {
        note(format!(
            "{column} must be a date such as 2026-12-21 or 21/12/2026, or blank, not \"{text}\""
        ));
    }
    day
}

/// The copies, each with everything of its line but the deputy's name and address.
pub(super) fn copies(
    deputies: Vec<(usize, StandIn)>,
    recipients: &[Recipient],
    ids: &[&str],
    mail: &MailSettings,
    note: &mut dyn FnMut(usize, String),
) -> Vec<Recipient> {
    let find = |id: &str| recipients.iter().find(|recipient| recipient.id == id);
    let mut copies = Vec::new();
    for (line, stands_in) in deputies {
        let by = &stands_in.by;
        if !ids.contains(&by.as_str()) {
            let hint = did_you_mean(by, ids.iter().copied());
            note(
                line,
                format!("deputy_id \"{by}\" is the recipient_id of no line{hint}"),
            );
        }
        // What is wrong with the lines themselves is said of them.
        let (Some(of), Some(deputy)) = (find(&stands_in.of), find(by)) else {
            continue;
        };
        if let Err(what) = check_address(&deputy.email, &mail.allowed_domains) {
            note(line, format!("the email address of the deputy {by} {what}"));
        }
        let is_left_open = mail.sealing_of(by).is_none() && !mail.seal_for.contains_key(by);
        if mail.sealing_of(&of.id).is_some() && is_left_open {
            note(
                line,
                format!(
                    "the workbooks of {} are sealed, and the deputy {by} has no password; add [mail.seal_for.{by}]",
                    of.id
                ),
            );
        }
        copies.push(Recipient {
            id: format!("{}.to.{by}", of.id),
            name: deputy.name.clone(),
            email: deputy.email.clone(),
            stands_in: Some(stands_in),
            ..of.clone()
        });
    }
    copies
}
