//! Which key a misspelt one was probably meant to be.

/// The one of `keys` that `key` was probably meant to be: one that it contains, else the nearest.
pub(super) fn nearest_key(key: &str, keys: &[&'static str]) -> Option<&'static str> {
    let wanted = plain(key);
    keys.iter()
        .copied()
        .map(|known| {
            let (wanted, plain) = (wanted.as_bytes(), plain(known));
            let contained = wanted
                .windows(plain.len())
                .any(|part| part == plain.as_bytes());
            let distance = match contained {
                true => 0,
                false => edit_distance(wanted, plain.as_bytes()),
            };
            (distance, known)
        })
        .min()
        .filter(|(distance, known)| *distance <= known.len().div_ceil(3))
        .map(|(_, known)| known)
}

/// `key` without what ways of writing a name differ in: `clientId`, `client-id` and `client_id`.
pub(super) fn plain(key: &str) -> String {
    key.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Levenshtein's distance: how many bytes have to be added, left out or replaced.
fn edit_distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(x != y))
                .min(left + 1)
                .min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
