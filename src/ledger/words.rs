//! The words of the model as SQLite keeps them; a word that this version does not know is an error, never a guess.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::model::{
    delivery::{Contents, DeliveryState, Sealing},
    run::RunState,
};

macro_rules! words {
    ($($word:ty),*) => {$(
        impl ToSql for $word {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.code().into())
            }
        }

        impl FromSql for $word {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Self::from_code(value.as_str()?).ok_or(FromSqlError::InvalidType)
            }
        }
    )*};
}

words!(Contents, DeliveryState, RunState, Sealing);
