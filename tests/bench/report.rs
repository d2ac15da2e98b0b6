//! What was measured, as tables or as JSON.

use serde_json::{Value, json};

use crate::figures::{ALL, Figure, Figures};
use crate::profile::Profile;

/// Of each profile the figures of each build, one a round.
pub(crate) type Results<'a> = [(&'a Profile, Vec<Vec<Figures>>)];

/// A table of each profile: medians with quartiles, and the medians of the ratios to the first build
/// within a round, by which what slows the whole machine cancels out.
pub(crate) fn tables(names: &[&str], results: &Results<'_>) -> String {
    let tables = results.iter().map(|(profile, builds)| {
        let rounds = builds.first().map_or(0, Vec::len);
        let mut lines = vec![
            format!(
                "{}, {rounds} rounds; × is the ratio to {}\n",
                profile.name, names[0]
            ),
            format!("| | {} |", names.join(" | ")),
            format!("| --- {}|", "| ---: ".repeat(names.len())),
        ];
        lines.extend(ALL.iter().map(|figure| row(figure, builds)));
        lines.join("\n")
    });
    tables.collect::<Vec<_>>().join("\n\n")
}

fn row(figure: &Figure, builds: &[Vec<Figures>]) -> String {
    let values = |build: &Vec<Figures>| -> Vec<f64> {
        build.iter().map(|figures| figures[figure.key]).collect()
    };
    let first = values(&builds[0]);
    let cells = builds.iter().enumerate().map(|(nth, build)| {
        let values = values(build);
        let mut cell = thousands(quantile(&values, 0.5));
        if figure.unit == "ms" {
            let [low, high] = [0.25, 0.75].map(|part| thousands(quantile(&values, part)));
            cell += &format!(" [{low}–{high}]");
        }
        let ratios: Vec<f64> = values
            .iter()
            .zip(&first)
            .map(|(value, first)| value / first)
            .collect();
        if nth > 0 && ratios.iter().all(|ratio| ratio.is_finite()) {
            cell += &format!(" ×{:.2}", quantile(&ratios, 0.5));
        }
        cell
    });
    let cells: Vec<String> = cells.collect();
    let unit = if figure.unit.is_empty() {
        String::new()
    } else {
        format!(" ({})", figure.unit)
    };
    format!("| {}{unit} | {} |", figure.label, cells.join(" | "))
}

/// Every figure, by profile and build.
pub(crate) fn json(names: &[&str], results: &Results<'_>) -> String {
    let profiles = results.iter().map(|(profile, builds)| {
        let builds = names
            .iter()
            .zip(builds)
            .map(|(name, figures)| ((*name).to_owned(), json!(figures)));
        (profile.name.to_owned(), Value::Object(builds.collect()))
    });
    format!("{:#}", Value::Object(profiles.collect()))
}

/// The value below which `part` of the values lie, between two of them in proportion.
fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = part * sorted.len().saturating_sub(1) as f64;
    let [low, high] = [at.floor(), at.ceil()].map(|at| sorted[at as usize]);
    low + (high - low) * at.fract()
}

/// A whole number, with a comma before each three digits.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_and_the_quartiles_lie_between_values_where_there_is_none() {
        let four = [40.0, 10.0, 30.0, 20.0];
        assert_eq!(
            [0.25, 0.5, 0.75].map(|part| quantile(&four, part)),
            [17.5, 25.0, 32.5]
        );
        assert_eq!(quantile(&[7.0], 0.75), 7.0);
    }

    #[test]
    fn a_ratio_is_that_of_the_same_round() {
        let figure = Figure {
            key: "a",
            label: "a time",
            unit: "ms",
        };
        let build = |values: [f64; 3]| values.map(|value| Figures::from([("a", value)])).to_vec();
        let builds = [build([1000.0, 100.0, 10.0]), build([2000.0, 200.0, 10.0])];
        assert_eq!(
            row(&figure, &builds),
            "| a time (ms) | 100 [55–550] | 200 [105–1,100] ×2.00 |"
        );
    }
}
