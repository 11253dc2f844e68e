//! Whether a finished workbook may leave: read back once, and asked whether it breaks an essential and whether it holds a
//! child whom its reader may not see.

use super::{
    confinement::{Census, Entitled, Stray, Strays},
    essentials::{Essentials, Fault},
    readback::{self, Unreadable},
};

/// Why a workbook may not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It breaks an essential.
    Essential(Fault),
    /// Nothing can be proved of it.
    Unreadable(Unreadable),
    /// It holds somebody else's child in these places.
    Strays(Vec<Stray>),
    /// It may: an id stands in a text of these places, and nothing explains it.
    Doubts(Vec<Stray>),
}

/// Reads a workbook back. Cells of the ground to fill in need no word; without anybody whom it must not show, it is
/// only made sure that every part can be read.
///
/// # Errors
/// Why it may not leave.
pub fn examine(
    workbook: &[u8],
    fill_in: u32,
    confined_to: Option<(&Census, &Entitled)>,
) -> Result<(), Objection> {
    let mut essentials = Essentials::of(fill_in);
    let (read, strays) = match confined_to {
        Some((census, entitled)) => {
            let mut strays = Strays::of(census, entitled);
            let read = readback::read(workbook, &mut (&mut essentials, &mut strays));
            (read, strays.found())
        }
        None => (readback::read(workbook, &mut essentials), Vec::new()),
    };
    if let Err(why @ (Unreadable::Archive | Unreadable::Xml)) = read {
        return Err(Objection::Unreadable(why));
    }
    if let Some(fault) = essentials.faults().into_iter().next() {
        return Err(Objection::Essential(fault));
    }
    read.map_err(Objection::Unreadable)?;
    match strays.iter().any(|stray| stray.is_certain) {
        true => Err(Objection::Strays(strays)),
        false if strays.is_empty() => Ok(()),
        false => Err(Objection::Doubts(strays)),
    }
}
