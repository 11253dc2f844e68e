//! A text as a date: none outside the calendar, the same again by its ISO form, and never month first.
#![no_main]

use chrono::Datelike;
use lastseen_fuzz::ingest::dates;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = dates::in_file_name(text);
    let _ = dates::why_unread(text);
    let london = chrono_tz::Europe::London;
    let Some(moment) = dates::from_text(text, london) else {
        return;
    };
    let iso = moment.format("%Y-%m-%d %H:%M:%S").to_string();
    if (1900..9999).contains(&moment.year()) && moment.format("%f").to_string() == "000000000" {
        assert_eq!(dates::from_text(&iso, london), Some(moment), "{text:?}");
    }
    assert_ne!(dates::order(text), Some(dates::Order::Month), "{text:?}");
});
