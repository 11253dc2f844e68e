//! Makes a data set small while something stays true of it, so that a person can read it.

use super::DataSet;

type Table = Vec<csv::StringRecord>;

impl DataSet {
    fn texts(&mut self) -> [&mut String; 6] {
        [
            &mut self.cases,
            &mut self.startless,
            &mut self.visits,
            &mut self.ratings,
            &mut self.workers,
            &mut self.aliases,
        ]
    }

    /// All tables that have rows, without the columns and rows that are blank.
    pub fn printed(&self) -> String {
        let tables = (0..6).map(|table| rows(self, table));
        tables.map(|table| printed(&table)).collect()
    }

    /// Rows, then cells, are left out as long as `holds`.
    pub fn shrunk(&self, holds: impl Fn(&DataSet) -> bool) -> DataSet {
        let mut least = self.clone();
        for table in 0..6 {
            let mut size = rows(&least, table).len();
            while size > 0 {
                let mut at = 1;
                while at < rows(&least, table).len() {
                    let mut fewer = rows(&least, table);
                    fewer.drain(at..(at + size).min(fewer.len()));
                    let tried = with(&least, table, &fewer);
                    match holds(&tried) {
                        true => least = tried,
                        false => at += size,
                    }
                }
                size /= 2;
            }
        }
        for table in 0..6 {
            let all = rows(&least, table);
            for row in 1..all.len() {
                for column in 0..all[0].len() {
                    let mut emptied = rows(&least, table);
                    let cells = emptied[row].iter().enumerate();
                    let cells = cells.map(|(at, cell)| if at == column { "" } else { cell });
                    let record: csv::StringRecord = cells.collect();
                    emptied[row] = record;
                    let tried = with(&least, table, &emptied);
                    if holds(&tried) {
                        least = tried;
                    }
                }
            }
        }
        least
    }
}

fn printed(table: &Table) -> String {
    let filled = |row: &csv::StringRecord| row.iter().any(|cell| !cell.is_empty());
    let (header, rows) = table.split_first().expect("a heading");
    let rows: Vec<_> = rows.iter().filter(|row| filled(row)).collect();
    let columns = (0..header.len()).filter(|at| {
        rows.iter()
            .any(|row| row.get(*at).is_some_and(|cell| !cell.is_empty()))
    });
    let columns: Vec<usize> = columns.collect();
    let line = |row: &csv::StringRecord| {
        let cells: Vec<&str> = columns.iter().filter_map(|at| row.get(*at)).collect();
        format!("{}\n", cells.join(" | "))
    };
    match rows.is_empty() {
        true => String::new(),
        false => {
            std::iter::once(header)
                .chain(rows)
                .map(line)
                .collect::<String>()
                + "\n"
        }
    }
}

fn rows(data: &DataSet, table: usize) -> Table {
    let mut copy = data.clone();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(copy.texts()[table].as_bytes());
    reader.records().map(Result::unwrap).collect()
}

fn with(data: &DataSet, table: usize, rows: &Table) -> DataSet {
    let mut copy = data.clone();
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        out.write_record(row).unwrap();
    }
    *copy.texts()[table] = String::from_utf8(out.into_inner().unwrap()).unwrap();
    copy
}
