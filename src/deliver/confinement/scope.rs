//! Whether a scope holds a team or service: the same question as the audience's, asked in another way, so that a fault of
//! one of them is found by the other.

use unicode_normalization::UnicodeNormalization;

use crate::{deliver::settings::Scope, model::text::is_invisible};

/// Whether a child of this team and service, as a case row writes them, is in a scope.
pub fn scope_holds(scope: &[Scope], team: &str, service: Option<&str>) -> bool {
    scope.iter().any(|part| match part {
        Scope::All => true,
        Scope::Team(name) => is_same(name, team),
        Scope::Service(name) => service.is_some_and(|service| is_same(name, service)),
    })
}

/// Letter by letter, with every sign but spaces; capitals and small letters are the same. [RULES 2]
fn is_same(one: &str, other: &str) -> bool {
    signs(one).eq(signs(other))
}

fn signs(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars()
        .filter(|ch| !ch.is_whitespace() && !is_invisible(*ch))
        .nfc()
        .flat_map(char::to_lowercase)
}
