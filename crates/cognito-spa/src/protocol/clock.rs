//! Points in time: as a server tells them, and as a person reads them.

/// The last second of the year 9999, after which the year has more digits.
const LATEST: f64 = 253_402_300_799.0;

/// `seconds` since 1970, as `2026-11-21 14:40 UTC`. A time outside of the years 1970 to 9999, which
/// no honest token names, is shown as the nearest one inside.
pub(super) fn utc(seconds: f64) -> String {
    // The clamp keeps it in range and makes it positive, so nothing is lost but the fraction.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let minutes = seconds.clamp(0.0, LATEST) as u64 / 60;
    let (year, month, day) = date(minutes / (24 * 60));
    let mut text = String::new();
    for (number, after) in [
        (year / 100, ""),
        (year % 100, "-"),
        (month, "-"),
        (day, " "),
        (minutes / 60 % 24, ":"),
        (minutes % 60, " UTC"),
    ] {
        if number < 10 {
            text.push('0');
        }
        text.push_str(&number.to_string());
        text.push_str(after);
    }
    text
}

/// What a server takes for now, by an answer's `Date` header and by its `Age`, which says how long a
/// cache has kept the answer (RFC 9110 §6.6.1, RFC 9111 §5.1). All times in milliseconds since 1970.
///
/// The two need not belong together: a browser that had its copy confirmed by a 304 takes the new
/// `Date` and keeps the old `Age`, and proxies pass one on and write the other. So of what they allow
/// the time counts that is nearest to the device's.
pub(crate) fn server_time(date: f64, age_ms: f64, device: f64) -> f64 {
    let aged = date + age_ms;
    match (aged - device).abs() < (date - device).abs() {
        true => aged,
        false => date,
    }
}

/// The date that is `days` after 1970-01-01. Years are counted from March, so that the leap day is
/// their last one (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn date(days: u64) -> (u64, u64, u64) {
    const DAYS_FROM_0000_03_01: u64 = 719_468;
    const DAYS_IN_400_YEARS: u64 = 146_097;
    let days = days + DAYS_FROM_0000_03_01;
    let era = days / DAYS_IN_400_YEARS;
    let day_of_era = days % DAYS_IN_400_YEARS;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let (month, next_year) = match month_from_march {
        0..10 => (month_from_march + 3, 0),
        _ => (month_from_march - 9, 1),
    };
    (era * 400 + year_of_era + next_year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: f64 = 43_200_000.0;
    const HOUR: f64 = 3_600_000.0;

    #[test]
    fn an_answer_that_a_cache_kept_is_as_old_as_it_says() {
        assert_eq!(server_time(NOON - HOUR, HOUR, NOON), NOON);
        let slow = NOON - 20.0 * HOUR;
        assert_eq!(server_time(NOON, 0.0, slow), NOON);
    }

    #[test]
    fn an_age_that_does_not_belong_to_the_date_is_passed_over() {
        assert_eq!(server_time(NOON, 5.0 * HOUR, NOON), NOON);
        assert_eq!(server_time(NOON, 5.0 * HOUR, NOON + 1.0), NOON);
    }
}
