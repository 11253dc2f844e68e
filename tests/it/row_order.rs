//! Rows and columns of the exports may stand in any order.

use lastseen::model::field::DataSet;
use proptest::{
    prelude::Rng,
    test_runner::{RngAlgorithm, TestRng},
};

use crate::{
    generated,
    night::{Exports, day},
};

/// Rows and columns in any order give the same bytes.
#[test]
fn the_order_of_rows_and_columns_does_not_matter() {
    let run_date = day("2026-11-23");
    for seed in 0..8 {
        let data = generated::data_set(seed, 40, run_date);
        let texts = [&data.cases, &data.visits, &data.ratings, &data.workers];
        let positions = |texts: [String; 4]| {
            DataSet::ALL
                .into_iter()
                .zip(texts)
                .fold(Exports::new(), |exports, (set, text)| {
                    exports.canonical(set, &text)
                })
                .positions(run_date, &[])
        };
        let told = positions(texts.map(String::clone));
        assert!(
            told.lines().count() > 20,
            "seed {seed} gives enough positions"
        );
        for turn in 1..4 {
            let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[turn; 32]);
            let shuffled = texts.map(|text| shuffled(text, &mut rng));
            assert!(shuffled != texts.map(String::clone));
            assert!(positions(shuffled) == told, "seed {seed}, turn {turn}");
        }
    }
}

fn shuffled(text: &str, rng: &mut TestRng) -> String {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows: Vec<csv::StringRecord> =
        reader.records().map(|row| row.expect("a row")).collect();
    let below = |rng: &mut TestRng, n: usize| rng.next_u32() as usize % n;
    for last in (2..rows.len()).rev() {
        rows.swap(last, 1 + below(rng, last));
    }
    let columns = rows[0].len();
    let turn = below(rng, columns);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        let cells = row.iter().cycle().skip(turn).take(columns);
        writer.write_record(cells).expect("memory takes it");
    }
    String::from_utf8(writer.into_inner().expect("memory takes it")).expect("UTF-8")
}
