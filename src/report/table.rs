//! A sheet's table as plain data: its columns, the first of them for paper too, and a row of cells for each item.

use std::borrow::Cow;

use super::{book::Cell, room};

/// A table with one heading row.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name of the Excel table: letters only, unique in the book.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<ColumnHead>,
    /// Its rows, a cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// How many columns stay in sight when the reader scrolls right.
    pub frozen_columns: u16,
    /// What stands there where there is no row.
    pub when_empty: &'static str,
    /// Whether it is prose, set in larger letters.
    pub is_prose: bool,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct ColumnHead {
    /// The heading, unique in its table.
    pub heading: Cow<'static, str>,
    /// The width in characters.
    pub width: u16,
    /// The words that a reader may choose from when filling the column in.
    pub choices: Choices,
    /// Whether it stands on the screen alone; it is not printed.
    pub is_on_screen_only: bool,
    /// Whether its heading stands upright, over a narrow column of a grid.
    pub is_upright: bool,
}

/// What a reader may fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choices {
    /// Nothing in particular.
    Any,
    /// One of these words.
    Words(&'static [&'static str]),
}

/// A column: its heading, its width and where its cells come from, in one value.
pub struct Column<'a, T> {
    head: ColumnHead,
    get: Box<dyn Fn(&T) -> Cell + 'a>,
}

impl<'a, T: 'a> Column<'a, T> {
    /// The same column for the screen only: it comes after those that are printed.
    pub fn on_screen(mut self) -> Self {
        self.head.is_on_screen_only = true;
        self
    }

    /// The same column with its heading upright: the column of a grid.
    pub fn upright(mut self) -> Self {
        self.head.is_upright = true;
        self
    }

    /// The same column for rows that hold a `T`.
    pub fn on<U>(self, part: impl Fn(&U) -> T + 'a) -> Column<'a, U> {
        let get = self.get;
        Column {
            head: self.head,
            get: Box::new(move |whole| get(&part(whole))),
        }
    }
}

/// A column that shows something of each row's `T`.
pub fn column<'a, T>(
    heading: impl Into<Cow<'static, str>>,
    width: u16,
    get: impl Fn(&T) -> Cell + 'a,
) -> Column<'a, T> {
    Column {
        head: ColumnHead {
            heading: heading.into(),
            width,
            choices: Choices::Any,
            is_on_screen_only: false,
            is_upright: false,
        },
        get: Box::new(get),
    }
}

/// A column for the reader to fill in.
pub fn fill_in<'a, T>(heading: &'static str, width: u16, choices: Choices) -> Column<'a, T> {
    Column {
        head: ColumnHead {
            heading: heading.into(),
            width,
            choices,
            is_on_screen_only: false,
            is_upright: false,
        },
        get: Box::new(|_| Cell::FillIn),
    }
}

impl Table {
    /// A table with a row for each item; its columns in their order, those for the screen only at the end.
    pub fn of<T>(
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        columns: &[Column<'_, T>],
        when_empty: &'static str,
    ) -> Self {
        let (screen, paper): (Vec<_>, Vec<_>) = columns
            .iter()
            .partition(|column| column.head.is_on_screen_only);
        let columns: Vec<&Column<'_, T>> = paper.into_iter().chain(screen).collect();
        let rows = items
            .into_iter()
            .map(|item| columns.iter().map(|column| (column.get)(&item)).collect())
            .collect();
        Self {
            name,
            columns: columns.iter().map(|column| column.head.clone()).collect(),
            rows,
            frozen_columns: 0,
            when_empty,
            is_prose: false,
        }
    }

    /// Whether it is a grid, whose rows stand close together.
    pub(super) fn is_grid(&self) -> bool {
        self.columns.iter().any(|head| head.is_upright)
    }

    /// How many of its columns are printed: the first ones.
    pub(super) fn printed(&self) -> u16 {
        let printed = self.columns.iter().filter(|head| !head.is_on_screen_only);
        printed.count() as u16
    }

    /// The width of the printed columns in pixels.
    pub(super) fn printed_width(&self) -> f64 {
        let printed = self.columns.iter().filter(|head| !head.is_on_screen_only);
        printed.map(|head| room::pixels(head.width)).sum()
    }

    /// The same table, of sentences to be read one after the other.
    pub fn of_prose(self) -> Self {
        Self {
            is_prose: true,
            ..self
        }
    }

    /// The size of its letters and of the lines above it, in points.
    pub(super) fn points(&self) -> f64 {
        if self.is_prose {
            room::PROSE_POINTS
        } else {
            room::POINTS
        }
    }

    /// The same table with its first columns frozen.
    pub fn freezing(self, columns: u16) -> Self {
        Self {
            frozen_columns: columns,
            ..self
        }
    }
}
