//! Synthetic exports: invented children, workers, visits and ratings, made from a seed and a run date.
//! Either clean canonical files of any size, or what two case systems would export, with their everyday mess.
//!
//! The files stand on one another, downward only: layouts (`canonical`, `carefirst`, `capita`; `annex_a`, `eclipse`, `liquidlogic`,
//! `mosaic`, `ssd` on `known`) on `oddities` and `story`;
//! `story` on `cases`, `ratings`, `visits`; these on `outline`; it on `scene` and `shares`; all on `pace` and `chance`.

mod annex_a;
mod canonical;
mod capita;
mod carefirst;
mod carefirst_visits;
mod cases;
mod cells;
mod chance;
mod changes;
mod eclipse;
mod events;
mod file;
mod hiring;
mod jobs;
mod known;
mod liquidlogic;
mod mosaic;
mod names;
mod newcomers;
mod oddities;
mod outline;
mod oversight;
mod pace;
mod part;
mod ratings;
mod record;
mod scene;
mod settings;
mod shares;
mod sheets;
mod since;
mod ssd;
mod story;
mod tables;
mod telling;
mod turns;
mod visits;
mod workforce;

pub use file::{SampleError, SampleFile};
pub use jobs::SAMPLE_JOBS;
pub use settings::{Layout, SampleSettings};

use chance::spread_start;
use record::ChildRecord;
use scene::Scene;

/// The files of a sample, in a fixed order, ready to be written below a root folder.
pub fn sample_files(
    settings: &SampleSettings,
    layout: Layout,
) -> Result<Vec<SampleFile>, SampleError> {
    settings.check(layout)?;
    let mut workforce = hiring::workforce(settings);
    newcomers::join(&mut workforce, settings);
    let scene = Scene {
        run_date: settings.date,
        seed: settings.seed,
        children: settings.children,
        spread_start: spread_start(settings.seed),
        workforce: &workforce,
    };
    let mut files = match layout {
        Layout::Canonical => canonical::files(&scene)?,
        Layout::CaseSystems => case_system_files(&scene)?,
        Layout::AnnexA => annex_a::files(&scene, &known::children(&scene))?,
        Layout::Ssd => ssd::files(&scene, &known::children(&scene))?,
        Layout::Eclipse => one_system_files(&scene, eclipse::files)?,
        Layout::Liquidlogic => one_system_files(&scene, liquidlogic::files)?,
        Layout::Mosaic => one_system_files(&scene, mosaic::files)?,
    };
    let aliases = files
        .iter()
        .find(|file| file.path.ends_with(canonical::ALIASES))
        .map(|file| file.path.clone());
    files.extend(jobs::files(layout, aliases.as_deref(), &workforce)?);
    Ok(files)
}

/// The exports of one case system, beside ratings and workers in canonical form.
fn one_system_files(
    scene: &Scene,
    exports: fn(&Scene, &[ChildRecord]) -> Result<Vec<SampleFile>, SampleError>,
) -> Result<Vec<SampleFile>, SampleError> {
    let known = known::children(scene);
    let mut files = exports(scene, &known)?;
    files.extend(canonical::history_workers_and_aliases(
        scene, &known, "exports/",
    )?);
    Ok(files)
}

fn case_system_files(scene: &Scene) -> Result<Vec<SampleFile>, SampleError> {
    let records = oddities::records(scene);
    let mut files = carefirst::files(scene, &records)?;
    files.extend(capita::files(scene, &records)?);
    files.extend(canonical::history_workers_and_aliases(
        scene,
        &records,
        "sample_data/",
    )?);
    Ok(files)
}
