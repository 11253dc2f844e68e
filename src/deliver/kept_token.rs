//! A token that is good for a while, kept in memory and nowhere else.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use secrecy::SecretString;

/// A token, if there is one. Two of these are alike whatever they hold: they are no setting.
#[derive(Clone, Debug, Default)]
pub struct KeptToken(Arc<Mutex<Option<Kept>>>);

#[derive(Debug)]
struct Kept {
    token: SecretString,
    until: Instant,
}

impl PartialEq for KeptToken {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for KeptToken {}

impl KeptToken {
    /// The token, while it is good.
    pub(super) fn get(&self) -> Option<SecretString> {
        let kept = self.kept();
        let kept = kept.as_ref().filter(|kept| Instant::now() < kept.until)?;
        Some(kept.token.clone())
    }

    /// Keeps a token that is good for a while.
    pub(super) fn keep(&self, token: SecretString, good_for: Duration) {
        let until = Instant::now() + good_for;
        *self.kept() = Some(Kept { token, until });
    }

    /// Forgets it, where somebody has refused it.
    pub(super) fn forget(&self) {
        *self.kept() = None;
    }

    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
