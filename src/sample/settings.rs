//! What a sample is asked for, and what can be asked for.

use chrono::{Datelike as _, NaiveDate};

use super::file::SampleError;

/// What the sample is made from. The same settings give the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleSettings {
    /// How many children to invent.
    pub children: u32,
    /// Where chance starts.
    pub seed: u64,
    /// The run date that the data is made for; the exports are those of the evening before.
    pub date: NaiveDate,
}

/// Which files to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Clean CSV files with the canonical headings, for any number of children.
    Canonical,
    /// The exports of two case systems under `sample_data/`, with the mess that such exports have.
    CaseSystems,
    /// Ofsted's Annex A, one workbook.
    AnnexA,
    /// People and visit forms of Eclipse.
    Eclipse,
    /// Caseload and grouped visits of Liquidlogic LCS.
    Liquidlogic,
    /// Cases and visit extract of Mosaic.
    Mosaic,
    /// The tables of the Standard Safeguarding Dataset.
    Ssd,
}

impl SampleSettings {
    /// Refuses what `layout` cannot hold.
    pub(super) fn check(&self, layout: Layout) -> Result<(), SampleError> {
        let (least, most) = match layout {
            Layout::Canonical => (1, 500_000),
            Layout::CaseSystems => (200, 20_000),
            Layout::AnnexA
            | Layout::Eclipse
            | Layout::Liquidlogic
            | Layout::Mosaic
            | Layout::Ssd => (20, 20_000),
        };
        if !(least..=most).contains(&self.children) {
            return Err(SampleError::Children {
                children: self.children,
                least,
                most,
            });
        }
        if !(2018..=2099).contains(&self.date.year()) {
            return Err(SampleError::Date(self.date));
        }
        Ok(())
    }
}
