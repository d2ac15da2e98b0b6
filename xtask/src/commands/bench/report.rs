//! What was measured, as a table.

use std::path::Path;

use super::load::Load;

/// A line a folder: the median of each time with its quartiles, in milliseconds.
pub(super) fn table(folders: &[&Path], loads: &[Vec<Load>]) -> String {
    let names: Vec<String> = folders
        .iter()
        .map(|each| each.display().to_string())
        .collect();
    let width = names.iter().map(String::len).max().unwrap_or_default();
    let mut lines = vec![format!(
        "{:width$} {:>24} {:>24}",
        "", "first contentful paint", "\"Log in\" is there"
    )];
    for (name, loads) in names.iter().zip(loads) {
        let painted = summary(loads.iter().map(|load| load.painted));
        let offers = summary(loads.iter().map(|load| load.offers_log_in));
        lines.push(format!("{name:width$} {painted:>24} {offers:>24}"));
    }
    lines.join("\n")
}

fn summary(times: impl Iterator<Item = f64>) -> String {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    let [first, median, third] = [0.25, 0.5, 0.75].map(|part| quantile(&times, part));
    format!("{median:.0} ms [{first:.0}–{third:.0}]")
}

/// The value below which `part` of the sorted values lie, between two of them in proportion.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let at = part * sorted.len().saturating_sub(1) as f64;
    let value = |at: f64| sorted.get(at as usize).copied().unwrap_or_default();
    value(at.floor()) + (value(at.ceil()) - value(at.floor())) * at.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_and_the_quartiles_lie_between_values_where_there_is_none() {
        let four = [10.0, 20.0, 30.0, 40.0];
        assert_eq!(
            [0.25, 0.5, 0.75].map(|part| quantile(&four, part)),
            [17.5, 25.0, 32.5]
        );
        assert_eq!(quantile(&[7.0], 0.75), 7.0);
    }

    #[test]
    fn one_slow_load_does_not_move_the_median() {
        let loads = [90.0, 5000.0, 110.0].map(|painted| Load {
            painted,
            offers_log_in: painted + 1.0,
        });
        let table = table(&[Path::new("dist")], &[loads.into()]);
        let line = table.lines().last().unwrap();
        assert!(
            line.starts_with("dist ") && line.contains(" 110 ms ["),
            "{table}"
        );
        assert!(line.contains(" 111 ms ["), "{table}");
    }
}
