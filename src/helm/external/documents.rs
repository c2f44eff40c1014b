//! Splits the output of `helm template` into documents, each with its template.

/// A document of Helm's output.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Document<'o> {
    /// The name of the template, such as `orders/templates/app.yaml`.
    pub(super) source: &'o str,
    pub(super) lines: Vec<&'o str>,
}

/// Helm splits the text of a template at `---` and writes a `# Source` comment above each part, so the text of a
/// template cannot pretend to come from another one.
pub(super) fn documents(output: &str) -> Result<Vec<Document<'_>>, String> {
    let mut found: Vec<Document<'_>> = Vec::new();
    let mut lines = output.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "---"
            && let Some(source) = lines
                .peek()
                .and_then(|next| next.strip_prefix("# Source: "))
        {
            lines.next();
            found.push(Document {
                source,
                lines: Vec::new(),
            });
        } else if let Some(last) = found.last_mut() {
            last.lines.push(line);
        } else if !line.trim().is_empty() {
            return Err("helm printed text before the first `# Source` comment".to_owned());
        }
    }
    for document in &mut found {
        let end = document
            .lines
            .iter()
            .rposition(|line| !line.trim().is_empty());
        document.lines.truncate(end.map_or(0, |end| end + 1));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{Document, documents};

    #[test]
    fn each_document_has_its_template() {
        let output = "---\n# Source: a/templates/b.yaml\n# Source: x\nb: 1\n\n---\n# Source: a/templates/c.yaml\nc: 1\n";
        let document = |source, lines: &[&'static str]| Document {
            source,
            lines: lines.to_vec(),
        };
        assert_eq!(
            documents(output),
            Ok(vec![
                document("a/templates/b.yaml", &["# Source: x", "b: 1"]),
                document("a/templates/c.yaml", &["c: 1"]),
            ])
        );
        assert_eq!(documents("\n"), Ok(Vec::new()));
        assert!(documents("hello\n").is_err());
    }
}
