//! The letter that a workbook travels in: HTML and plain text that say the same. Counts only; no child is named.

use std::sync::LazyLock;

use minijinja::{AutoEscape, Environment, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;

/// What a letter says.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    /// The service's name.
    pub service: String,
    /// What it is about: the report, or the reports.
    pub heading: String,
    /// The run date, as people write it.
    pub date: String,
    /// The reader's name.
    pub recipient: String,
    /// What the reader answers for.
    pub scope: String,
    /// Why the lists may be wrong.
    pub cautions: Vec<String>,
    /// What each report says.
    pub reports: Vec<LetterReport>,
    /// The framework's status.
    pub framework: String,
    /// What to know about the data.
    pub warnings: Vec<String>,
    /// The handling marking.
    pub marking: String,
    /// What a reader must know of this copy: that it is sealed, sent again, or a test.
    pub about_this_copy: Vec<String>,
    /// The run's id.
    pub run_id: String,
}

/// What a letter says of one report.
#[derive(Clone, Debug, Serialize)]
pub struct LetterReport {
    /// The report's name.
    pub title: String,
    /// How many children were checked.
    pub children: u64,
    /// The report's question, answered.
    pub answer: String,
    /// The key figures.
    pub figures: Vec<LetterFigure>,
    /// What has changed since the last run.
    pub change: String,
    /// Where to look first.
    pub look_first: Vec<String>,
    /// The workbook's file name; none for a nil return.
    pub workbook: Option<String>,
}

/// A key figure of a letter.
#[derive(Clone, Debug, Serialize)]
pub struct LetterFigure {
    /// What is counted.
    pub label: String,
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: Option<u64>,
    /// What share of them that is, where there are any.
    pub share: Option<String>,
}

/// A letter's two bodies.
#[derive(Clone, Debug)]
pub struct Bodies {
    /// For clients that show HTML.
    pub html: String,
    /// For all others; says the same.
    pub text: String,
}

/// Fills in the templates.
///
/// # Errors
/// A fault in a template of ours.
pub fn compose(letter: &Letter) -> Result<Bodies, minijinja::Error> {
    bodies("letter", letter)
}

/// Fills in a pair of templates, `NAME.html` and `NAME.txt`.
pub(super) fn bodies(name: &str, words: &impl Serialize) -> Result<Bodies, minijinja::Error> {
    Ok(Bodies {
        html: template(&format!("{name}.html"), words)?,
        text: template(&format!("{name}.txt"), words)?,
    })
}

/// Fills in one template.
pub(super) fn template(name: &str, words: &impl Serialize) -> Result<String, minijinja::Error> {
    static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> =
        LazyLock::new(templates);
    let templates = TEMPLATES
        .as_ref()
        .map_err(|error| minijinja::Error::new(error.kind(), error.to_string()))?;
    templates.get_template(name)?.render(Serde(words))
}

/// Every template of the house; what goes into HTML is escaped.
fn templates() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".html") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    environment.add_template("page.html", include_str!("templates/page.html"))?;
    environment.add_template("letter.html", include_str!("templates/letter.html"))?;
    environment.add_template("letter.txt", include_str!("templates/letter.txt"))?;
    environment.add_template("no_list.html", include_str!("templates/no_list.html"))?;
    environment.add_template("no_list.txt", include_str!("templates/no_list.txt"))?;
    environment.add_template("overview.html", include_str!("templates/overview.html"))?;
    environment.add_template("notice.html", include_str!("templates/notice.html"))?;
    environment.add_template("notice.txt", include_str!("templates/notice.txt"))?;
    Ok(environment)
}
