//! What the rows of a file name that another export must have: children in the case rows, workers in the workers export.

use std::ops::Range;

use crate::model::{
    facts::RawFacts,
    field::DataSet,
    input::{Link, LinkKind},
    text::Sym,
};

/// Where the rows of one file lie among all that were read.
#[derive(Clone, Debug)]
pub(super) struct Extent {
    cases: Range<usize>,
    visits: Range<usize>,
    ratings: Range<usize>,
}

impl Extent {
    /// Begins behind what has been read.
    pub(super) fn start(raw: &RawFacts) -> Self {
        let at = |end: usize| end..end;
        Self {
            cases: at(raw.cases.len()),
            visits: at(raw.visits.len()),
            ratings: at(raw.ratings.len()),
        }
    }

    /// Ends where the reading stands.
    pub(super) fn end(&mut self, raw: &RawFacts) {
        self.cases.end = raw.cases.len();
        self.visits.end = raw.visits.len();
        self.ratings.end = raw.ratings.len();
    }
}

/// What there is to be named; none of what was not read, since nothing is missing from it.
pub(super) struct Known {
    children: Option<Vec<bool>>,
    workers: Option<Vec<bool>>,
}

impl Known {
    /// Of tonight's case rows and workers, where those exports were read.
    pub(super) fn of(raw: &RawFacts, has_cases: bool, has_workers: bool) -> Self {
        let marked = |len: usize, named: &mut dyn Iterator<Item = Sym>| {
            let mut marks = vec![false; len];
            named.for_each(|sym| marks[sym.index()] = true);
            marks
        };
        let mut children = raw.cases.iter().map(|row| row.child);
        let mut workers = raw.worker_rows.iter().map(|row| row.id);
        Self {
            children: has_cases.then(|| marked(raw.children.len(), &mut children)),
            workers: has_workers.then(|| marked(raw.workers.len(), &mut workers)),
        }
    }

    /// What the rows of a file name of it.
    pub(super) fn links(&self, raw: &RawFacts, extent: &Extent, of: DataSet) -> Vec<Link> {
        let visits = || extent.visits.clone();
        let children = self.children.as_deref();
        let workers = self.workers.as_deref();
        let found = match of {
            DataSet::Visits => [
                counted(
                    LinkKind::VisitChild,
                    children,
                    raw.visits.child[visits()].iter().map(|&child| Some(child)),
                ),
                counted(
                    LinkKind::VisitWorker,
                    workers,
                    raw.visits.worker[visits()].iter().copied(),
                ),
            ],
            DataSet::Ratings => [
                counted(
                    LinkKind::RatingChild,
                    children,
                    raw.ratings[extent.ratings.clone()]
                        .iter()
                        .map(|(child, _)| Some(*child)),
                ),
                None,
            ],
            DataSet::Cases => [
                counted(
                    LinkKind::CaseWorker,
                    workers,
                    raw.cases[extent.cases.clone()].iter().map(|row| row.worker),
                ),
                None,
            ],
            DataSet::Workers | DataSet::Aliases | DataSet::Lookups => [None, None],
        };
        found.into_iter().flatten().collect()
    }
}

fn counted(
    kind: LinkKind,
    known: Option<&[bool]>,
    named: impl Iterator<Item = Option<Sym>>,
) -> Option<Link> {
    let known = known?;
    let mut link = Link {
        kind,
        rows: 0,
        unmatched: 0,
    };
    for sym in named.flatten() {
        link.rows += 1;
        link.unmatched += u64::from(!known[sym.index()]);
    }
    Some(link)
}
