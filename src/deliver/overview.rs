//! The picture of a night for those who would rather look: one page, counts only, nothing from elsewhere, no script.

use serde::Serialize;

use super::letter::template;

/// What the page says.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// The service's name.
    pub service: String,
    /// The job.
    pub job: String,
    /// The run date, as people write it.
    pub date: String,
    /// How the run ended, in a word or two.
    pub state: &'static str,
    /// How many children have a position.
    pub children: String,
    /// Tonight's rates, of all.
    pub rates: Vec<PageRate>,
    /// The same of each team, by name.
    pub teams: Vec<PageTeam>,
    /// Who is unseen, the most pressing band first.
    pub bands: Vec<PageBand>,
    /// What came in.
    pub exports: Vec<PageExport>,
    /// What is the matter with it.
    pub warnings: Vec<String>,
    /// What went out, by what became of it; it adds up to `expected`.
    pub deliveries: Vec<PageCount>,
    /// How many messages the run should lead to.
    pub expected: String,
    /// The workbooks, by report.
    pub workbooks: Vec<PageReport>,
    /// The framework's status.
    pub framework: String,
    /// The handling marking.
    pub marking: String,
    /// The run's id.
    pub run_id: String,
}

/// So many of so many.
#[derive(Clone, Debug, Serialize)]
pub struct PageRate {
    /// What is counted.
    pub title: &'static str,
    /// How many.
    pub count: String,
    /// Of how many.
    pub of: String,
    /// The share in words: "97.2%", or why there is none.
    pub share: String,
    /// The share as the length of a bar in per cent.
    pub bar: String,
}

/// A team's line.
#[derive(Clone, Debug, Serialize)]
pub struct PageTeam {
    /// Its name.
    pub name: String,
    /// How many children it has.
    pub children: String,
    /// Its rates.
    pub rates: Vec<PageRate>,
}

/// The unseen of one rating.
#[derive(Clone, Debug, Serialize)]
pub struct PageBand {
    /// RED, UNRATED, AMBER or GREEN.
    pub rating: &'static str,
    /// How many are unseen.
    pub unseen: String,
    /// Of how many that are to be seen.
    pub of: String,
    /// The unseen of the band among all unseen, as the length of a bar in per cent.
    pub bar: String,
}

/// An export that was read.
#[derive(Clone, Debug, Serialize)]
pub struct PageExport {
    /// What it holds.
    pub data_set: &'static str,
    /// The name of its file.
    pub file: String,
    /// Rows that were read.
    pub read: String,
    /// Rows that were rejected.
    pub rejected: String,
    /// Rows with a warning.
    pub warnings: String,
}

/// A number of something.
#[derive(Clone, Debug, Serialize)]
pub struct PageCount {
    /// What is counted.
    pub label: &'static str,
    /// How many.
    pub count: String,
    /// Whether somebody must see to it.
    pub is_bad: bool,
}

/// The workbooks of one report.
#[derive(Clone, Debug, Serialize)]
pub struct PageReport {
    /// The report's name.
    pub title: &'static str,
    /// Its workbooks.
    pub files: Vec<PageFile>,
}

/// A workbook beside the page.
#[derive(Clone, Debug, Serialize)]
pub struct PageFile {
    /// The name of its file.
    pub file: String,
    /// Whose it is.
    pub recipient: String,
}

/// The page as HTML.
///
/// # Errors
/// A fault in a template of ours.
pub fn render(overview: &Overview) -> Result<String, minijinja::Error> {
    template("overview.html", overview)
}
