//! How long each stage takes in this process: ingest, rules, measures, each report.

use std::{hint::black_box, path::Path, time::Instant};

use chrono::NaiveDate;
use lastseen::{
    config::Settings,
    ingest::{self, Precedent, Unwatched, Yardstick, settings::IngestSettings},
    measures::{counted::Counted, trend},
    model::{
        remembered::Remembered,
        report::{Report, Role},
    },
    report::{
        context::{Context, Gaps, Reader},
        csv_files::positions_csv,
        reports, writer,
    },
    rules::{night::Night, words::known_factors},
    sample::{Layout, SampleSettings, sample_files},
};

const ROUNDS: usize = 7;

/// Prints the stages of a night with so many children.
pub fn print(children: u32) {
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a real day");
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_sample(folder.path(), children, date);
    let settings = Settings::load(folder.path()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let ingest_settings = IngestSettings {
        root: settings.root.clone(),
        inputs: settings.inputs.clone(),
        kept: None,
        factors: known_factors(&settings.rules),
        gate: settings.gate,
        workbooks: settings.workbooks.clone(),
        timezone: settings.timezone,
        date,
    };
    let yardstick = Yardstick {
        date,
        now: None,
        past: &|_| Precedent::default(),
        remembered: &Remembered::default(),
    };
    let read =
        || ingest::read_exports(&ingest_settings, &yardstick, &Unwatched).expect("a clean sample");

    println!("{children} children, stage by stage");
    time("ingest", || black_box(read()).facts.visit_count());
    let intake = read();
    time("rules", || {
        Night::new(&intake.facts, date, &settings.rules)
            .positions()
            .len()
    });
    let night = Night::new(&intake.facts, date, &settings.rules);
    let positions = night.positions();
    time("positions.csv", || {
        positions_csv(&positions, &intake.facts).len()
    });
    time("counts", || {
        Counted::of(&night, &positions, &Report::ALL)
            .expect("counts")
            .by_scope()
            .len()
    });
    let counted = Counted::of(&night, &positions, &Report::ALL).expect("counts");
    time("trend, recalculated", || {
        trend::trends(&night, Vec::new(), trend::Recorded::default())
            .expect("a trend")
            .weeks
            .len()
    });
    let context = Context {
        night: &night,
        reading: &intake.reading,
        unnamed_workers: &Default::default(),
        gaps: &Gaps::default(),
        service: &settings.service,
        contact: None,
        marking: &settings.output.marking,
        run_id: "bench",
    };
    for report in Report::ALL {
        time(report.name(), || {
            let reader = Reader {
                last_week: None,
                agreed: Vec::new(),
                worked_off: Vec::new(),
                deputy: None,
                role: Role::Leadership,
                scope: "all teams".to_owned(),
                movement: None,
                targeted_movement: None,
                rules_changed_on: None,
                since_monday: None,
                trend: None,
                team_trends: Vec::new(),
                sees_everyone: true,
                children: positions.iter().collect(),
                targeted: positions
                    .iter()
                    .filter(|of| of.targeted_in.is_some())
                    .collect(),
                counted: counted.all(),
            };
            let built = reports::build(report, &context, &reader);
            built
                .book
                .map_or(0, |book| writer::write(&book).expect("a workbook").len())
        });
    }
}

fn write_sample(root: &Path, children: u32, date: NaiveDate) {
    let settings = SampleSettings {
        children,
        seed: 1,
        date,
    };
    for file in sample_files(&settings, Layout::Canonical).expect("a sample") {
        let path = root.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap_or(root)).expect("a writable folder");
        std::fs::write(path, file.bytes).expect("a writable folder");
    }
}

fn time(what: &str, mut work: impl FnMut() -> usize) {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!(
        "{what:<20} best {:>8.1} ms   median {:>8.1} ms",
        rounds[0],
        rounds[ROUNDS / 2]
    );
}
