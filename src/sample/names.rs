//! Names that nobody bears: real first names, surnames that say that they are invented.

use super::chance::Chance;

const FIRST: &[&str] = &[
    "Ada", "Aisha", "Alfie", "Amara", "Anaïs", "André", "Archie", "Beatrix", "Bilal", "Callum",
    "Chidi", "Chloé", "Clara", "Daisy", "Dev", "Dylan", "Edie", "Eira", "Eliza", "Esme", "Ezra",
    "Faith", "Farah", "Finn", "Freya", "Gethin", "Grace", "Hamza", "Hari", "Hugo", "Ibrahim",
    "Idris", "Imani", "Isla", "Jasmin", "Jonah", "Jude", "Kaia", "Kofi", "Leila", "Lenny", "Lola",
    "Maisie", "Malik", "Mateusz", "Mina", "Nia", "Noah", "Nora", "Omar", "Orla", "Oscar", "Petra",
    "Poppy", "Priya", "Quinn", "Rafi", "Renée", "Rosa", "Rowan", "Ruby", "Sami", "Siân", "Sofia",
    "Tariq", "Theo", "Tilly", "Uma", "Violet", "Wren", "Yusuf", "Zac", "Zoë", "Zofia",
];

const LAST: &[&str] = &[
    "Testcase",
    "Sample",
    "Placeholder",
    "Invented",
    "Madeup",
    "Example",
    "Fictional",
    "Pretend",
    "Specimen",
    "Mockup",
    "Synthetic",
    "Figment",
    "Imaginary",
    "Notional",
    "Nobody",
    "Anyone",
    "Somebody",
    "O'Sample",
    "McTest",
    "Fabricated",
    "Dataset",
    "D'Invented",
    "Tablerow",
    "Nullfield",
    "Dummy",
    "Demo",
    "Trialrun",
    "Fixture",
    "Prototype",
    "Makebelieve",
    "Exemplar",
    "Nonesuch",
    "Anon",
    "Draftsman-Test",
    "Phantom",
    "Virtualle",
    "Rehearsal",
    "Standin",
];

const UNBORN_LAST: &[&str] = &["Testcase", "Sample", "Invented", "Example"];

/// An invented full name; one in eight is double-barrelled.
pub(super) fn person(chance: &mut Chance) -> String {
    let first = chance.pick(FIRST);
    let last = chance.pick(LAST);
    if chance.percent(12.0) {
        format!("{first} {last}-{}", chance.pick(LAST))
    } else {
        format!("{first} {last}")
    }
}

/// How a case system names a child that is not born yet.
pub(super) fn unborn(chance: &mut Chance) -> String {
    format!("Unborn Baby {}", chance.pick(UNBORN_LAST))
}
