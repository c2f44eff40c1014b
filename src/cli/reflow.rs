//! Joins the lines of Markdown paragraphs, because termimad treats each line as a paragraph.

/// Puts each paragraph and list item on one line. Code and tables are not changed.
pub(super) fn reflow(markdown: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut is_code = false;
    let mut is_open = false;
    for line in markdown.lines() {
        let text = line.trim_start();
        let is_fence = text.starts_with("```");
        if is_fence || is_code {
            is_code ^= is_fence;
            is_open = false;
            lines.push(line.to_owned());
            continue;
        }
        let is_block = text.is_empty() || text.starts_with(['#', '|', '>']);
        match lines.last_mut().filter(|_| is_open) {
            Some(last) if !is_block && !is_item(text) => {
                last.push(' ');
                last.push_str(text);
            }
            _ => lines.push(line.to_owned()),
        }
        is_open = !is_block;
    }
    lines.push(String::new());
    lines.join("\n")
}

fn is_item(text: &str) -> bool {
    let behind_number = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_numbered = behind_number.len() < text.len() && behind_number.starts_with(". ");
    is_numbered || text.starts_with("- ") || text.starts_with("* ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_items_are_one_line_each() {
        let given = "\
# title

A paragraph of
two lines.
- an item
  of two
- another
1. first
   point
2. second

| a | b |
|---|---|
| 1 | 2 |

```yaml
memory: 4g
cores: 2
```
";
        let wanted = "\
# title

A paragraph of two lines.
- an item of two
- another
1. first point
2. second

| a | b |
|---|---|
| 1 | 2 |

```yaml
memory: 4g
cores: 2
```
";
        assert_eq!(reflow(given), wanted);
    }
}
