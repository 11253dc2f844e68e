//! Independent work over the cores, its results handed on in order, and never many in hand.

use std::{collections::VecDeque, sync::mpsc};

use crate::errand::RunError;

/// Does each task, as many at once as there are cores, and hands the results on in the order of the tasks. Twice as many
/// results as there are cores are in hand at most; the first that cannot be made or handed on ends it.
///
/// # Errors
/// That of the first task or hand-over that fails.
pub(super) fn in_order<T: Sync, R: Send>(
    tasks: &[T],
    work: impl Fn(&T) -> Result<R, RunError> + Sync,
    hand_on: &mut dyn FnMut(R) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let most = 2 * rayon::current_num_threads();
    let work = &work;
    rayon::in_place_scope(|scope| {
        let mut rest = tasks.iter();
        let mut begun = VecDeque::with_capacity(most);
        loop {
            while begun.len() < most
                && let Some(task) = rest.next()
            {
                let (done, result) = mpsc::sync_channel(1);
                scope.spawn(move |_| {
                    // Nobody waits for it any more where an earlier one failed.
                    let _ = done.send(work(task));
                });
                begun.push_back(result);
            }
            let Some(next) = begun.pop_front() else {
                return Ok(());
            };
            match next.recv() {
                Ok(result) => hand_on(result?)?,
                // The work panicked; the scope hands the panic on when it ends.
                Err(mpsc::RecvError) => return Ok(()),
            }
        }
    })
}
