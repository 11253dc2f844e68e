//! What a scheduler that waits keeps in mind from one look to the next: until when it may rest, when the queue is next
//! tried, and what it has said already. Everything that must survive it is in the ledger.

use std::{mem, ops::Range, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::look::{Ended, Found, QueueTurn, Task, Work, look};
use crate::{
    config::Settings,
    errand::{RunError, surroundings::Surroundings},
};

/// How long a due time rests after a run that was refused or could not store its outputs: a late export or a full disk
/// is mended by people or other jobs, in minutes, and each attempt reads every export again.
pub const RETRY: TimeDelta = TimeDelta::minutes(10);

/// How often the ledger is looked at even where nothing is expected: runs by hand leave messages in the queue.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(10);

/// How long the queue rests where the settings name no time.
const QUEUE_REST: Duration = Duration::from_secs(900);

/// The memory of a scheduler that waits.
#[derive(Debug, Default)]
pub struct Scheduler {
    rest: Option<Rest>,
    /// How often in a row the queue was tried and not emptied.
    passes: usize,
    /// While the clock is in it, the queue is not tried.
    queue_rests: Option<Range<DateTime<Utc>>>,
    said: Vec<String>,
}

#[derive(Debug)]
struct Rest {
    /// A clock that is set back leaves it.
    time: Range<DateTime<Utc>>,
    /// The settings under which nothing was to be done.
    settings: String,
}

impl Scheduler {
    /// Looks at what is due, unless nothing can be; gives back when it next has something to do.
    ///
    /// Messages that the mail server does not take are not waited for: the next job may fall due, so a later look tries
    /// them again, after the times of `retry_after`. `say` gets each thing that is the matter, once as long as it lasts.
    pub fn look(
        &mut self,
        settings: &Settings,
        around: &dyn Surroundings,
        run: &mut dyn FnMut(&Work<'_>) -> Ended,
        say: &mut dyn FnMut(&str),
    ) -> Option<DateTime<Utc>> {
        let now = around.now();
        if let Some(rest) = &self.rest
            && rest.time.contains(&now)
            && rest.settings == settings.digest
        {
            return Some(rest.time.end);
        }
        self.rest = None;
        let task = Task {
            retry: RETRY,
            queue: match &self.queue_rests {
                Some(rests) if rests.contains(&now) => QueueTurn::Leave,
                _ => QueueTurn::Send,
            },
        };
        let mut prompt = settings.clone();
        prompt.mail.retry_after.clear();
        let until = match look(&prompt, around, task, run) {
            Ok(found) => {
                self.note_queue(settings, &found, around.now());
                self.say_what_is_new(matters(&found), say);
                let queue_at = self.queue_rests.as_ref().map(|rests| rests.end);
                let wanted = found.next.into_iter().chain(queue_at);
                wanted.fold(now + LONGEST_REST, DateTime::min)
            }
            Err(error @ RunError::Locked { .. }) => {
                // Soon again: it may be a due time that is waiting.
                self.say_what_is_new(vec![error.to_string()], say);
                return None;
            }
            Err(error) => {
                self.say_what_is_new(vec![error.to_string()], say);
                now + RETRY
            }
        };
        self.rest = Some(Rest {
            time: now..until,
            settings: settings.digest.clone(),
        });
        Some(until)
    }

    /// Says what is the matter, but for what the last look said as well.
    pub fn say_what_is_new(&mut self, matters: Vec<String>, say: &mut dyn FnMut(&str)) {
        let before = mem::replace(&mut self.said, matters);
        for matter in self.said.iter().filter(|matter| !before.contains(matter)) {
            say(matter);
        }
    }

    /// Works out when the queue is tried again.
    fn note_queue(&mut self, settings: &Settings, found: &Found, now: DateTime<Utc>) {
        if !found.is_mail_waiting {
            self.passes = 0;
            self.queue_rests = None;
        } else if found.has_posted() {
            let pauses = &settings.mail.retry_after;
            let pause = pauses.get(self.passes).or(pauses.last());
            let pause = pause.copied().unwrap_or(QUEUE_REST);
            self.passes += 1;
            self.queue_rests = Some(now..now + pause);
        }
    }
}

/// What somebody should know of a look, a sentence each; the runs have spoken for themselves.
fn matters(found: &Found) -> Vec<String> {
    let mut matters: Vec<String> = found.missed.iter().map(ToString::to_string).collect();
    matters.extend(found.behind.iter().cloned());
    matters.extend(found.held.iter().cloned());
    let post = found.delivered.as_ref().map(|delivered| &delivered.post);
    if let Some(unreachable) = post.and_then(|post| post.unreachable.as_ref()) {
        matters.push(format!("{unreachable}; the queue is kept and tried again"));
    }
    matters
}
