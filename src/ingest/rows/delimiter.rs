//! Whether a file that cannot be read is separated by something other than its profile says.

use crate::ingest::refusal::Trouble;

/// So much of the start is looked at.
pub(super) const LOOKED_AT: usize = 1 << 16;

/// The trouble of a file whose first lines are separated by something other than the profile says.
pub(super) fn other(start: &[u8], delimiter: u8) -> Option<Trouble> {
    const MARKS: [(u8, &str); 4] = [
        (b',', "commas"),
        (b';', "semicolons"),
        (b'\t', "tabs"),
        (b'|', "vertical bars"),
    ];
    let count = |line: &[u8], mark: u8| line.iter().filter(|byte| **byte == mark).count();
    let wins = |mark: u8| {
        start
            .split(|byte| matches!(byte, b'\n' | b'\r'))
            .take(60)
            .filter(|line| count(line, mark) >= 2 && count(line, mark) > count(line, delimiter))
            .count()
    };
    let loses = start
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .take(60)
        .filter(|line| {
            let own = count(line, delimiter);
            own > 0 && MARKS.iter().all(|(mark, _)| count(line, *mark) <= own)
        })
        .count();
    let expected = MARKS
        .iter()
        .find(|(mark, _)| *mark == delimiter)
        .map_or("what the profile says", |(_, name)| name);
    MARKS
        .iter()
        .filter(|(mark, _)| *mark != delimiter)
        .map(|(mark, found)| (wins(*mark), *found))
        .max_by_key(|(lines, _)| *lines)
        .filter(|(lines, _)| *lines > loses)
        .map(|(_, found)| Trouble::Delimiter { found, expected })
}
