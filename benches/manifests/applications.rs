//! Spark applications for measurements.

/// A Spark application with findings about its executors: 50 lines including the separator after it.
#[must_use]
pub(crate) fn application(number: usize) -> String {
    include_str!("application.yaml").replace("NUMBER", &number.to_string())
}

/// This many applications, one document each.
#[must_use]
pub(crate) fn stream(applications: usize) -> String {
    let mut text = String::new();
    for number in 0..applications {
        if number > 0 {
            text.push_str("---\n");
        }
        text.push_str(&application(number));
    }
    text
}

/// This many applications in one `List`, which is parsed as a whole.
#[must_use]
pub(crate) fn list(applications: usize) -> String {
    let mut text = "apiVersion: v1\nkind: List\nitems:\n".to_owned();
    for number in 0..applications {
        text.push_str("- ");
        text.push_str(&application(number).trim_end().replace('\n', "\n  "));
        text.push('\n');
    }
    text
}
