//! `lastseen`: when was each child last seen, and who must be visited now?
//!
//! Each night: exports in, every child's position worked out as the rule book says, workbooks and letters out.
//!
//! ```text
//! jobs/*.toml ─► config ─► ingest ─► model ─► rules ─► measures ─► report ─► deliver
//!                      files → facts   facts → positions, flags → counts → workbooks → letters
//!
//!          run/: one page: read → gate → answer → parcels → publish → record → post → account
//!      night/: makes              post/: sends                  neither knows the other
//!          keeping/: what is kept, how long      watching/: what is told to people and monitors
//!                     errand/: what a run is asked to do, and what can stop it
//!                     ledger/: what was done
//! ```
//!
//! Data flows one way; each stage has its own small settings struct, which `config` fills. A night is a value:
//! [`night::answers::Answers`]. A test reads the `crate::` paths and fails on an edge against this picture.
//!
//! # Where a new thing goes
//!
//! | a new … | goes to |
//! | --- | --- |
//! | flag | a function in its family under `rules/flags/`, a variant and a line in the registry in `rules/flags/mod.rs` (Notes lists it by itself), what it asks of workers in `rules/workers.rs`; its cases in `tests/it/rules/flags/`, its twin in `tests/it/reference/flags/` |
//! | threshold | a field with its default in `rules/settings.rs`, a key in `config/service.rs` and its default in `config/defaults.toml`, its line in `jobs/README.md`, a case in `tests/it/settings.rs` |
//! | report | a folder in `report/reports/`, lines in its `mod.rs`, a variant in `model/report.rs`, its job in `jobs/` and `sample/jobs.rs`; its figures recomputed in `tests/it/figures/`, a picture in words in `tests/it/books.rs` and `letters.rs` |
//! | kind of reader | a `Role` in `model/report.rs`; a kind of scope in `deliver/settings.rs`, `deliver/audience.rs` and `config/recipients.rs` |
//! | thing that only some reports show and that costs work | a `Need` in `model/report.rs`, which the report declares |
//! | thing that is booked or came of a list | `rules/booking.rs`, `rules/listed.rs`; over children and weeks `measures/last_week.rs`; its cases in `tests/it/rules/booking.rs` and `tests/it/memory/last_week.rs` |
//! | rule of control charts, or of when their limits begin anew | `measures/spc/`, its words in `report/reports/performance_clinic/verdict.rs` |
//! | way that reports share a letter, or letter that is no report | `night/sharing.rs`, `post/no_list.rs` |
//! | column of the screen only, or words by which a figure's rows are found | `report/table.rs`, `report/behind.rs` |
//! | figure of the page of counts | `night/overview.rs`, `deliver/overview.rs` and its template; again in `tests/it/figures/page.rs` |
//! | count or rate | a line in `measures/tally.rs` (children) or `measures/contacts.rs` (visits), the one room that names data-frame columns |
//! | field of an export | a line in `model/field.rs` and in `canonical.toml`, its kind or words in `ingest/profile/fit.rs`, where it is read in `ingest/assemble/`, where it is kept in `model/facts.rs` (of visits `model/visit.rs` and `assemble/repeats.rs` too), its twin in `tests/it/reference/rows.rs` |
//! | way to write nothing, an error, an id, a date | `ingest/cell.rs`, `ingest/ids.rs`, `ingest/dates.rs`, and nowhere else |
//! | import profile | a TOML file in `ingest/profile/builtin/`, a line in `ingest/profile/mod.rs`, its name in `tests/it/profiles.rs`; or, without any code, a file in the service's own `jobs/profiles/` |
//! | key of the profile language | `ingest/profile/file.rs` (its shape), `fit.rs` or `rows.rs` beside it (where it makes sense, and what a misuse says), `ingest/shape/` (what it does to rows and cells), its cases in `tests/it/language/` |
//! | heading, word or note of reports that a draft should know | `ingest/draft/known.toml`, `layout.rs` beside it; what a column may hold `column.rs`; an export in that manner in `tests/it/drafts.rs` |
//! | layout of the sample | a file in `sample/`, a variant in `sample/settings.rs` and `cli/sample.rs`, its inputs in `sample/jobs.rs`, a case in `tests/it/samples.rs` |
//! | limit on what an export may take, or form of file | `ingest/rows/`: `workbook.rs`, `container.rs` and `records.rs` (which run in the process of `apart/`), `csv_rows.rs`; its case in `tests/it/hostile.rs` |
//! | check of tonight's exports | a function in its family and a line in the table of `ingest/gate/mod.rs`, its words in `ingest/refusal.rs`, its setting in `config/gate.rs`, a case in `tests/it/gates/` |
//! | thing to remember from run to run | a step in `ledger/schema.rs`, a row type beside `ledger/snapshot.rs`, its way there and back in `night/memory.rs` |
//! | thing that is kept of a run, or deleted in time | `keeping/store.rs`, `ledger/making.rs`; `keeping/purge.rs`, `ledger/retention.rs` |
//! | thing that a meeting fills in on a list | `report/fill_in.rs`, what becomes of it when the list comes back `night/returns/`, its case in `tests/it/returns.rs` |
//! | check before a workbook leaves | a listener of `deliver/readback/` such as `deliver/essentials.rs`, asked in `deliver/release.rs`; before a message does: `deliver/outbox.rs` |
//! | step of the talk with a mail server, and the reply that is due | `deliver/smtp/`, a row in `tests/it/delivery/dialogue.rs` |
//! | way to log in at the mail server, or to get a token | `deliver/smtp/open.rs`, `deliver/token.rs`, its keys in `config/login.rs`, its cases in `tests/it/delivery/tokens.rs` |
//! | thing that a setting points at | `errand/pointers.rs`, so that `check` misses it before a night does |
//! | way that a message ends | `model/delivery.rs`, and what leads to it in `post/fate.rs` |
//! | thing that the administrator is told | of the data `night/matters.rs`, of the messages `post/notices.rs` |
//! | thing that is watched from outside | `watching/status.rs` (what `status` says), `watching/metrics.rs` (the text file) |
//! | thing that stops a run | a variant with its sentence in `errand/error.rs`, its exit code in `cli/exit.rs` |
//! | rule about due times | `schedule/due.rs` (when, and what becomes of bank holidays), `schedule/agenda.rs` (run, pass over, give up) |
//! | column of `recipients.csv` | `config/recipients.rs`; of deputies `config/deputies.rs`, what a copy is in `deliver/settings.rs` |
//! | thing that a new service should know from the start | the pages in `cli/init/` |
//! | command | a file in `cli/`, a line in `cli/mod.rs` |
//!
//! # Words
//!
//! The words are those of the service: child, case row, visit, worker, team, rating; CP, CIC, CIN, CL. `[P 1.6]` and
//! `\[F\]` in comments name the section of the procedures, or the rating framework, that a rule comes from; `[RULES 5]`
//! names a section of the rule book.

pub mod cli;
mod clock;
pub mod config;
pub mod deliver;
pub mod errand;
pub mod explain;
pub mod ingest;
pub mod keeping;
pub mod ledger;
pub mod measures;
pub mod model;
pub mod night;
mod own_command;
pub mod post;
mod private_files;
pub mod report;
pub mod rules;
pub mod run;
pub mod sample;
pub mod schedule;
pub mod watching;
