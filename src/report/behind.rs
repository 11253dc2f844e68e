//! The rows behind a figure: on which sheet they stand, and by which words in which columns they are found. A reader
//! filters for them; a test counts them.

use std::fmt;

/// The rows of a sheet's table that a figure is the count of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The sheet.
    pub sheet: &'static str,
    /// The column of counts that add up to the figure, where rows are no children.
    sum_of: Option<&'static str>,
    only: Vec<Only>,
}

/// What a column says in each of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Only {
    column: &'static str,
    says: Says,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Says {
    /// One of these.
    Is(&'static [&'static str]),
    /// Something that begins so.
    Begins(&'static str),
    /// This among others.
    Holds(&'static str),
    /// A number, where others have a word.
    IsNumber,
}

impl Behind {
    /// Every row of a sheet.
    pub fn all_of(sheet: &'static str) -> Self {
        Self {
            sheet,
            sum_of: None,
            only: Vec::new(),
        }
    }

    /// Those where a column is one of these words.
    pub fn is(self, column: &'static str, words: &'static [&'static str]) -> Self {
        self.only(column, Says::Is(words))
    }

    /// Those where a column begins with a word.
    pub fn begins(self, column: &'static str, word: &'static str) -> Self {
        self.only(column, Says::Begins(word))
    }

    /// Those where a column has these words among others.
    pub fn holds(self, column: &'static str, words: &'static str) -> Self {
        self.only(column, Says::Holds(words))
    }

    /// Those where a column has a number.
    pub fn is_number(self, column: &'static str) -> Self {
        self.only(column, Says::IsNumber)
    }

    /// The same rows, of which a column of counts adds up to the figure.
    pub fn sum_of(self, column: &'static str) -> Self {
        Self {
            sum_of: Some(column),
            ..self
        }
    }

    /// "where Visit standing begins with OVERDUE"; empty where it is every row.
    pub fn which(&self) -> String {
        let tests = self.only.iter().map(|Only { column, says }| match says {
            Says::Is(words) => format!("{column} is {}", words.join(" or ")),
            Says::Begins(word) => format!("{column} begins with {word}"),
            Says::Holds(words) => format!("{column} has {words}"),
            Says::IsNumber => format!("{column} is a number"),
        });
        let tests: Vec<String> = tests.collect();
        let sum = self.sum_of.map(|column| format!("sum of {column}"));
        let only = (!tests.is_empty()).then(|| format!("where {}", tests.join(" and ")));
        sum.into_iter().chain(only).collect::<Vec<_>>().join(", ")
    }

    fn only(mut self, column: &'static str, says: Says) -> Self {
        self.only.push(Only { column, says });
        self
    }
}

/// "Visits this week, where Visit standing begins with OVERDUE".
impl fmt::Display for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sheet)?;
        match self.which().as_str() {
            "" => Ok(()),
            which => write!(f, ", {which}"),
        }
    }
}
