//! The account of a night that was answered, before and after its messages left.

use super::answers::Answers;
use crate::{
    errand::{Account, Deliveries, Errand, RunError},
    rules::{flags::Flag, position::State},
};

impl Answers<'_> {
    /// The account, with how the messages stand.
    ///
    /// # Errors
    /// Rows, deliveries or children that do not add up.
    pub fn account(
        &self,
        errand: &Errand<'_>,
        deliveries: Deliveries,
    ) -> Result<Account, RunError> {
        let positions = &self.positions;
        let in_state = |state: State| positions.iter().filter(|p| p.state == state).count();
        let flagged = |flag: Flag| positions.iter().filter(|p| p.flags.contains(flag)).count();
        let state = errand.options.sending.state();
        let warnings = &self.reading.warnings;
        Account {
            children: positions.len(),
            states: State::ALL
                .into_iter()
                .map(|state| (state.code().to_owned(), in_state(state)))
                .collect(),
            unseen: positions.iter().filter(|p| p.unseen).count(),
            flags: Flag::all()
                .map(|flag| (flag.code().to_owned(), flagged(flag)))
                .collect(),
            deliveries,
            warnings: warnings.iter().map(ToString::to_string).collect(),
            ..Account::of_reading(errand, state, &self.reading.inputs)
        }
        .checked()
    }
}
