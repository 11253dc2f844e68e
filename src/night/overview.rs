//! The night as a page of counts: what it says, and where it is put once it is known what became of the messages.

use std::path::Path;

use super::{answers::Answers, parcel::Parcel, proof::Proof};
use crate::{
    config::Settings,
    deliver::overview::{
        self, Overview, PageBand, PageCount, PageExport, PageFile, PageRate, PageReport, PageTeam,
    },
    errand::{Account, Deliveries, Errand, RunError},
    measures::{
        counted::Grouping,
        rate::{Measure, Rate, Rates},
        tally::Count,
    },
    model::{calendar::plain, input::InputReport, rating::Rag, report::Report, run::RunState},
    private_files,
    rules::position::Position,
};

/// The file's name.
pub(super) const NAME: &str = "overview.html";

/// A name of an export that reads like a child's.
const WITHHELD: &str = "name not shown: it reads like a child's";

/// The page, but for what became of the messages.
pub struct Page(Overview);

impl Page {
    /// The page of a night whose parcels are made.
    pub(super) fn of(
        errand: &Errand<'_>,
        answers: &Answers<'_>,
        proof: &Proof,
        parcels: &[Parcel<'_>],
    ) -> Self {
        let Settings {
            service, output, ..
        } = errand.settings;
        let all = answers.counted.all();
        let shown = |name: &str| match proof.names_a_child(name) {
            true => WITHHELD.to_owned(),
            false => name.to_owned(),
        };
        let teams = all.by(Grouping::Team).into_iter().map(|of| PageTeam {
            name: shown(of.group),
            children: thousands(of.tally.of(Count::Children)),
            rates: rates(&of.tally.rates()),
        });
        let inputs = answers.reading.inputs.iter();
        Self(Overview {
            service: service.clone(),
            job: errand.job.name.clone(),
            date: plain(errand.date()),
            state: state(errand.options.sending.state()),
            children: thousands(answers.positions.len() as u64),
            rates: rates(&all.tally().rates()),
            teams: teams.collect(),
            bands: bands(&answers.positions),
            exports: inputs.map(|input| export(input, &shown)).collect(),
            warnings: (answers.reading.warnings.iter())
                .map(|warning| warning.for_managers.clone())
                .collect(),
            deliveries: Vec::new(),
            expected: String::new(),
            workbooks: workbooks(parcels),
            framework: parcels
                .first()
                .map_or_else(String::new, |of| of.digest.framework.clone()),
            marking: output.marking.clone(),
            run_id: answers.run_id.clone(),
        })
    }

    /// The page with how the messages stand.
    ///
    /// # Errors
    /// A fault in the template.
    pub(super) fn html(&self, deliveries: &Deliveries) -> Result<String, RunError> {
        let page = Overview {
            deliveries: sent(deliveries),
            expected: thousands(deliveries.expected as u64),
            ..self.0.clone()
        };
        Ok(overview::render(&page)?)
    }

    /// Puts the page into a run's folder anew, with how its messages ended.
    ///
    /// # Errors
    /// The file system's own; a fault in the template.
    pub fn replace_in(&self, folder: &Path, account: &Account) -> Result<(), RunError> {
        let path = folder.join(NAME);
        let html = self.html(&account.deliveries)?;
        private_files::replace(&path, html.as_bytes()).map_err(RunError::storage(&path))
    }
}

fn state(state: RunState) -> &'static str {
    match state {
        RunState::Complete => "complete",
        RunState::DryRun => "a dry run: nothing was sent",
        RunState::Test => "a test: nothing was sent to its recipients",
        RunState::Refused => "refused",
        RunState::Failed => "failed",
    }
}

fn rates(rates: &Rates) -> Vec<PageRate> {
    Measure::ALL
        .map(|measure| rate(measure.title(), rates.of(measure)))
        .to_vec()
}

fn rate(title: &'static str, rate: Rate) -> PageRate {
    let share = rate.share();
    PageRate {
        title,
        count: thousands(rate.numerator),
        of: thousands(rate.denominator),
        share: share.map_or_else(
            || "none to count".to_owned(),
            |share| format!("{:.1}%", share * 100.0),
        ),
        bar: bar(rate),
    }
}

fn bar(rate: Rate) -> String {
    format!("{:.1}", rate.share().unwrap_or_default() * 100.0)
}

/// "16,689": no id stands on the page that it could be taken for.
fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<String> = groups
        .map(|group| group.iter().copied().map(char::from).collect())
        .collect();
    groups.join(",")
}

/// The unseen by rating: RED, unrated, AMBER, GREEN.
fn bands(positions: &[Position]) -> Vec<PageBand> {
    let all = positions.iter().filter(|of| of.unseen).count() as u64;
    let ratings = [Some(Rag::Red), None, Some(Rag::Amber), Some(Rag::Green)];
    let band = |rag: Option<Rag>| {
        let of_band = || positions.iter().filter(move |of| of.rag() == rag);
        let unseen = of_band().filter(|of| of.unseen).count() as u64;
        PageBand {
            rating: rag.map_or("UNRATED", Rag::code),
            unseen: thousands(unseen),
            of: thousands(of_band().filter(|of| of.can_be_unseen()).count() as u64),
            bar: bar(Rate {
                numerator: unseen,
                denominator: all,
            }),
        }
    };
    ratings.map(band).to_vec()
}

fn export(input: &InputReport, shown: &dyn Fn(&str) -> String) -> PageExport {
    let path = input.file.path.as_str();
    PageExport {
        data_set: input.data_set.name(),
        file: shown(path.rsplit('/').next().unwrap_or(path)),
        read: thousands(input.rows.read),
        rejected: thousands(input.rows.rejected),
        warnings: thousands(input.rows.warnings),
    }
}

fn sent(deliveries: &Deliveries) -> Vec<PageCount> {
    let count = |(label, count, is_bad): (&'static str, usize, bool)| PageCount {
        label,
        count: thousands(count as u64),
        is_bad: is_bad && count > 0,
    };
    [
        ("sent with a workbook", deliveries.sent, false),
        (
            "sent as a letter alone: nothing to list",
            deliveries.nil,
            false,
        ),
        ("waiting to be sent again", deliveries.deferred, true),
        ("given up", deliveries.failed, true),
        ("held back", deliveries.held, true),
        ("perhaps sent", deliveries.unknown, true),
    ]
    .map(count)
    .to_vec()
}

fn workbooks(parcels: &[Parcel<'_>]) -> Vec<PageReport> {
    let of_report = |report: Report| {
        let own = parcels
            .iter()
            .filter(|of| of.report == report && of.has_workbook);
        PageReport {
            title: report.title(),
            files: own
                .map(|of| PageFile {
                    file: of.workbook_name(),
                    recipient: of.recipient.id.clone(),
                })
                .collect(),
        }
    };
    let reports = Report::ALL.into_iter().map(of_report);
    reports.filter(|of| !of.files.is_empty()).collect()
}
