//! The three rates, against a count by other code from the text of `positions.csv`.

use std::collections::BTreeMap;

use lastseen::{
    measures::{
        counted::{Counted, Grouping},
        rate::{Measure, Rate, RateScope, Rates},
    },
    model::{field::DataSet, framework::FrameworkPeriod},
    report::csv_files::positions_csv,
    rules::{night::Night, position::Position, settings::RuleSettings},
};

use crate::{
    generated::data_set,
    night::{Exports, day},
};

type ByHand = BTreeMap<String, [(u64, u64); 3]>;

/// The rates of each value of a column, counted from the text.
fn counted(csv: &str, column: &str) -> ByHand {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headings = reader.headers().expect("a heading").clone();
    let at = |name: &str| headings.iter().position(|heading| heading == name);
    let mut groups = ByHand::new();
    for row in reader.records() {
        let row = row.expect("a sound row");
        let cell = |name: &str| &row[at(name).expect("a column of positions.csv")];
        let group = if column.is_empty() { "" } else { cell(column) };
        let rates = groups.entry(group.to_owned()).or_default();
        let has = |code: &str| cell("flags").split(';').any(|flag| flag == code);
        if cell("state") != "NO-MINIMUM" {
            rates[0].1 += 1;
            rates[0].0 += u64::from(cell("state") != "OVERDUE");
            if !cell("days_unseen").is_empty() {
                rates[1].1 += 1;
                rates[1].0 += u64::from(cell("unseen") == "false");
            }
        }
        rates[2].1 += 1;
        let current = cell("rag") != "UNRATED"
            && !["RAG-UNDATED", "RAG-STALE", "RAG-EVENT"]
                .into_iter()
                .any(has);
        rates[2].0 += u64::from(current);
    }
    groups
}

fn figures(rates: &Rates) -> [(u64, u64); 3] {
    Measure::ALL.map(|measure| {
        let rate = rates.of(measure);
        (rate.numerator, rate.denominator)
    })
}

#[test]
fn rates_equal_a_count_by_hand() {
    let date = day("2026-11-23");
    let settings = RuleSettings {
        framework: vec![FrameworkPeriod {
            invoked: day("2020-03-23"),
            ceased: None,
            authorised_by: None,
        }],
        ..RuleSettings::default()
    };
    for seed in 200..206 {
        let data = data_set(seed, 150, date);
        let intake = Exports::new()
            .canonical(DataSet::Cases, &data.cases)
            .canonical(DataSet::Visits, &data.visits)
            .canonical(DataSet::Ratings, &data.ratings)
            .canonical(DataSet::Workers, &data.workers)
            .read(date)
            .unwrap_or_else(|_| panic!("refused"));
        let night = Night::new(&intake.facts, date, &settings);
        let positions = night.positions();
        let csv = String::from_utf8(positions_csv(&positions, &intake.facts)).expect("UTF-8");

        let counted_once = Counted::of(&night, &positions, &[]).expect("polars counts");
        let everybody = counted_once.all();
        let total = figures(&everybody.tally().rates());
        assert_eq!(counted(&csv, "")[""], total, "seed {seed}");
        assert!(
            total.iter().all(|(n, d)| 0 < *n && n < d),
            "seed {seed} proves nothing: {total:?}"
        );
        for (grouping, column) in [
            (Grouping::Team, "team"),
            (Grouping::Worker, "worker_id"),
            (Grouping::Status, "status"),
            (Grouping::Rating, "rag"),
        ] {
            let by: ByHand = everybody
                .by(grouping)
                .into_iter()
                .map(|group| (group.group.to_owned(), figures(&group.tally.rates())))
                .collect();
            let by_hand = counted(&csv, column);
            assert_eq!(by_name(by_hand), by_name(by), "seed {seed}, by {column}");
        }
        services_equal_their_children(&night, &positions);
    }
}

/// `positions.csv` has no service, so each service's children are gathered by the facts.
fn services_equal_their_children(night: &Night<'_>, positions: &[Position]) {
    let everybody = Counted::of(night, positions, &[]).expect("polars counts");
    let scopes = everybody.by_scope();
    let mut seen = 0;
    for of in &scopes {
        let RateScope::Service(name) = &of.scope else {
            continue;
        };
        let children: Vec<Position> = positions
            .iter()
            .filter(|p| p.service.is_some_and(|s| night.facts.words.text(s) == name))
            .cloned()
            .collect();
        let alone = Counted::of(night, &children, &[]).expect("polars counts");
        let alone = alone.all().tally().rates();
        assert_eq!(of.rates, alone, "service {name}");
        seen += children.len();
    }
    let with_service = positions.iter().filter(|p| p.service.is_some()).count();
    assert_eq!(seen, with_service);
}

#[test]
fn a_rate_of_nobody_is_no_number() {
    assert_eq!(Rate::default().share(), None);
    let rate = Rate {
        numerator: 3,
        denominator: 4,
    };
    assert_eq!((rate.share(), rate.rest()), (Some(0.75), 1));
}

/// The names of one team, in whatever capitals, put together.
fn by_name(groups: ByHand) -> ByHand {
    let mut merged = ByHand::new();
    for (group, figures) in groups {
        let sums = merged.entry(group.to_lowercase()).or_default();
        for (sum, more) in sums.iter_mut().zip(figures) {
            *sum = (sum.0 + more.0, sum.1 + more.1);
        }
    }
    merged
}
