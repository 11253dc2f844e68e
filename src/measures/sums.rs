//! One pass of `group_by`: flags summed for each combination of codes.

use polars::prelude::{
    DataFrame, DataType, IntoLazy, PolarsResult, UInt32Chunked, UInt64Chunked, col,
};

/// What the rows of a group have in common: a code for each key, none where they have none.
pub(super) type Codes<const KEYS: usize> = [Option<u32>; KEYS];

/// The codes of each group and how often each flag is set in it. The order of the groups means nothing.
pub(super) fn sums<const KEYS: usize, const FLAGS: usize>(
    frame: DataFrame,
    keys: [&'static str; KEYS],
    flags: [&'static str; FLAGS],
) -> PolarsResult<Vec<(Codes<KEYS>, [u64; FLAGS])>> {
    let grouped = frame
        .lazy()
        .group_by(keys.map(col))
        .agg(flags.map(|flag| col(flag).sum().cast(DataType::UInt64)))
        .collect()?;
    let codes = |key| grouped.column(key)?.u32();
    let codes: Vec<&UInt32Chunked> = keys.into_iter().map(codes).collect::<PolarsResult<_>>()?;
    let sums = |flag| grouped.column(flag)?.u64();
    let sums: Vec<&UInt64Chunked> = flags.into_iter().map(sums).collect::<PolarsResult<_>>()?;
    let group = |row: usize| {
        (
            std::array::from_fn(|key| codes[key].get(row)),
            std::array::from_fn(|flag| sums[flag].get(row).unwrap_or(0)),
        )
    };
    Ok((0..grouped.height()).map(group).collect())
}
