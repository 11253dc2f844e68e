//! The product against the second implementation of RULES.md in `reference/`, on generated data full of edges.

use chrono::{Days, NaiveDate};
use lastseen::model::{field::DataSet, framework::FrameworkPeriod};
use test_case::test_case;

use crate::{
    generated::{self, data_set},
    night::{Exports, day},
    reference::{self, Framework},
};

fn product(data: &generated::DataSet, framework: &[Framework], date: NaiveDate) -> String {
    let periods: Vec<FrameworkPeriod> = framework
        .iter()
        .map(|period| FrameworkPeriod {
            invoked: period.invoked,
            ceased: period.ceased,
            authorised_by: None,
        })
        .collect();
    Exports::new()
        .canonical(DataSet::Cases, &data.cases)
        .canonical(DataSet::Visits, &data.visits)
        .canonical(DataSet::Ratings, &data.ratings)
        .canonical(DataSet::Workers, &data.workers)
        .positions(date, &periods)
}

fn expected(data: &generated::DataSet, framework: &[Framework], date: NaiveDate) -> String {
    let inputs = reference::Inputs {
        cases: &data.cases,
        visits: &data.visits,
        ratings: Some(&data.ratings),
        workers: Some(&data.workers),
        startless: None,
        aliases: None,
    };
    reference::positions_csv(&inputs, framework, date)
}

/// The first line in which two texts differ, for a message that a person can read.
fn first_difference(product: &str, expected: &str) -> String {
    let header = expected.lines().next().unwrap_or_default();
    product
        .lines()
        .zip(expected.lines())
        .find(|(a, b)| a != b)
        .map_or_else(
            || {
                format!(
                    "{} lines against {}",
                    product.lines().count(),
                    expected.lines().count()
                )
            },
            |(a, b)| format!("{header}\nproduct  {a}\nexpected {b}"),
        )
}

#[test_case("2024-02-29"; "29 February")]
#[test_case("2026-01-31"; "end of a long month")]
#[test_case("2026-02-28"; "end of a short month")]
#[test_case("2026-03-01"; "first of a month")]
#[test_case("2026-03-29"; "Sunday of the spring change")]
#[test_case("2026-10-25"; "Sunday of the autumn change")]
#[test_case("2026-11-23"; "an ordinary Monday")]
#[test_case("2025-12-31"; "new year's eve")]
fn positions_equal_the_reference(date: &str) {
    let date = day(date);
    let yesterday = date - Days::new(1);
    let tomorrow = date + Days::new(1);
    let invoked = day("2020-03-23");
    let frameworks = [
        vec![],
        vec![Framework {
            invoked,
            ceased: None,
        }],
        vec![Framework {
            invoked,
            ceased: Some(date),
        }],
        vec![Framework {
            invoked,
            ceased: Some(tomorrow),
        }],
        vec![Framework {
            invoked: tomorrow,
            ceased: None,
        }],
        vec![
            Framework {
                invoked,
                ceased: Some(yesterday),
            },
            Framework {
                invoked: date,
                ceased: None,
            },
        ],
    ];
    for seed in 0..24 {
        let data = data_set(seed, 60, date);
        let framework = &frameworks[seed as usize % frameworks.len()];
        let (product, expected) = (
            product(&data, framework, date),
            expected(&data, framework, date),
        );
        assert!(
            expected.lines().count() > 30,
            "seed {seed} gives too few positions to prove anything"
        );
        assert!(
            product == expected,
            "seed {seed} on {date}: {}",
            first_difference(&product, &expected)
        );
    }
}

/// Ratings and workers are optional exports; without them whole parts of the rule book are not assessed.
#[test]
fn positions_equal_the_reference_without_ratings_and_workers() {
    let date = day("2026-11-23");
    for seed in 100..112 {
        let data = data_set(seed, 60, date);
        let inputs = reference::Inputs {
            cases: &data.cases,
            visits: &data.visits,
            ratings: None,
            workers: None,
            startless: None,
            aliases: None,
        };
        let framework = [Framework {
            invoked: day("2020-03-23"),
            ceased: None,
        }];
        let periods = [FrameworkPeriod {
            invoked: day("2020-03-23"),
            ceased: None,
            authorised_by: None,
        }];
        let product = Exports::new()
            .canonical(DataSet::Cases, &data.cases)
            .canonical(DataSet::Visits, &data.visits)
            .positions(date, &periods);
        let expected = reference::positions_csv(&inputs, &framework, date);
        assert!(
            product == expected,
            "seed {seed}: {}",
            first_difference(&product, &expected)
        );
    }
}
