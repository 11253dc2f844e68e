//! Which points of a chart belong to a run, a trend, or a pair near a limit.

/// Marks every member of a run of at least `least`.
pub(super) fn in_runs(members: &[bool], least: usize) -> Vec<bool> {
    members
        .chunk_by(|a, b| a == b)
        .flat_map(|run| {
            let marked = run[0] && run.len() >= least;
            std::iter::repeat_n(marked, run.len())
        })
        .collect()
}

/// Seven points that rise are six steps up; each step marks the points at both its ends.
pub(super) fn in_trends(steps: &[bool]) -> Vec<bool> {
    let marked = in_runs(steps, super::RUN - 1);
    (0..=steps.len())
        .map(|point| {
            let before = point.checked_sub(1).and_then(|step| marked.get(step));
            before == Some(&true) || marked.get(point) == Some(&true)
        })
        .collect()
}

/// Marks the near ones of any three in a row that hold two.
pub(super) fn two_of_three(near: &[bool]) -> Vec<bool> {
    let mut marked = vec![false; near.len()];
    for (start, three) in near.windows(3).enumerate() {
        if three.iter().filter(|near| **near).count() >= 2 {
            for (at, near) in three.iter().enumerate() {
                marked[start + at] |= near;
            }
        }
    }
    marked
}
