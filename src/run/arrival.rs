//! Waiting for tonight's exports: for those that are missing or too old until a deadline, and never reading one that is
//! still growing.

use std::{path::PathBuf, time::Duration};

use chrono::NaiveDate;

use crate::{
    config::Settings,
    errand::{Errand, surroundings::Surroundings},
    ingest::{
        freshness::{self, Freshness, Stamp},
        refusal::{Refusal, Trouble},
    },
    model::field::DataSet,
};

/// How often it is looked whether a late export has come.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// An export as it lies there now.
struct Lying {
    data_set: DataSet,
    shown: String,
    path: PathBuf,
    stamp: Stamp,
}

/// What a look at the exports' folder finds.
#[derive(Default)]
struct Scene {
    there: Vec<Lying>,
    /// Whether some export is missing or too old, as far as that can be told without reading it.
    is_late: bool,
}

/// Waits until every export is there and none grows, at most for the time that the settings give.
///
/// Only a run that answers for today waits: the exports of another day lie there, or never will. Time is counted in
/// pauses, since the clock may be set meanwhile.
///
/// # Errors
/// The files that still grow at the end. What is missing or too old is told by whoever reads.
pub(super) fn await_exports(errand: &Errand<'_>) -> Result<(), Vec<Refusal>> {
    let Errand {
        settings,
        options,
        around,
        ..
    } = *errand;
    if options.now.is_none() {
        return Ok(());
    }
    let gate = &settings.gate;
    let mut left = gate.wait;
    loop {
        let scene = look(settings, options.date, around);
        let growing = growing(&scene, gate.settle, around);
        if !growing.is_empty() {
            left = left.saturating_sub(gate.settle);
        }
        if growing.is_empty() && !scene.is_late {
            return Ok(());
        }
        if left.is_zero() || around.is_stopping() {
            return if growing.is_empty() {
                Ok(())
            } else {
                Err(growing)
            };
        }
        if left == gate.wait {
            tracing::info!(date = %options.date, seconds = left.as_secs(), "waiting for exports");
        }
        let pause = LOOK_EVERY.min(left);
        around.pause(pause);
        left -= pause;
    }
}

fn look(settings: &Settings, date: NaiveDate, around: &dyn Surroundings) -> Scene {
    let mut scene = Scene::default();
    for input in &settings.inputs {
        let now = around.now().into();
        let seen = freshness::sight(&settings.root, input, &settings.gate, date, now);
        scene.is_late |= seen.freshness != Freshness::Fresh;
        if let Some((shown, path)) = seen.shown.zip(seen.path)
            && let Some(stamp) = Stamp::of(&path)
            && scene.there.iter().all(|known| known.path != path)
        {
            scene.there.push(Lying {
                data_set: input.data_set,
                shown,
                path,
                stamp,
            });
        }
    }
    scene
}

/// The files that change within the time that they should have been left alone; only those are watched that were
/// written within it, so that a run whose exports lie there does not wait.
fn growing(scene: &Scene, settle: Duration, around: &dyn Surroundings) -> Vec<Refusal> {
    let now = around.now().into();
    let young: Vec<&Lying> = scene
        .there
        .iter()
        .filter(|file| file.stamp.is_younger_than(settle, now))
        .collect();
    if young.is_empty() {
        return Vec::new();
    }
    around.pause(settle);
    young
        .into_iter()
        .filter_map(|file| {
            let after = Stamp::of(&file.path);
            (after != Some(file.stamp)).then(|| Refusal {
                data_set: file.data_set,
                file: file.shown.clone(),
                trouble: Trouble::Growing {
                    before: file.stamp.bytes,
                    after: after.map_or(0, |stamp| stamp.bytes),
                    seconds: settle.as_secs(),
                },
            })
        })
        .collect()
}
