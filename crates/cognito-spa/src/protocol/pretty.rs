//! JSON text with line breaks and indentation, for people.

/// `json` spread over lines. The text is only spaced, never read as values, so that long numbers
/// and repeated names stay as the server sent them.
pub fn pretty(json: &str) -> String {
    let mut lines = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut rest = json.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                lines.push(c);
                let mut escaped = false;
                for c in rest.by_ref() {
                    lines.push(c);
                    match c {
                        '"' if !escaped => break,
                        '\\' => escaped = !escaped,
                        _ => escaped = false,
                    }
                }
            }
            '{' | '[' => {
                lines.push(c);
                while rest.next_if(|c| c.is_ascii_whitespace()).is_some() {}
                if let Some(close) = rest.next_if(|c| matches!(c, '}' | ']')) {
                    lines.push(close);
                } else {
                    depth += 1;
                    break_line(&mut lines, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut lines, depth);
                lines.push(c);
            }
            ',' => {
                lines.push(c);
                break_line(&mut lines, depth);
            }
            ':' => lines.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => lines.push(c),
        }
    }
    lines
}

/// Deeper text than this is not indented further: its width would grow with the square of its length.
const DEEPEST: usize = 20;

fn break_line(lines: &mut String, depth: usize) {
    lines.push('\n');
    for _ in 0..depth.min(DEEPEST) {
        lines.push_str("  ");
    }
}
