//! What Helm itself gives for each expression is in `testdata/helm/functions.tsv`.

use std::{fmt::Write, fs, rc::Rc};

use super::HelmFunctions;
use crate::gotemplate::{Budget, STACK, Templates, Text, Value};

fn rendered(source: &str, data: &Value, steps: usize) -> Result<Text, String> {
    let mut templates = Templates::new(Rc::new(HelmFunctions));
    let problem = |problem: crate::gotemplate::Problem| problem.message;
    templates
        .add("test", &Text::plain(source))
        .map_err(problem)?;
    let mut budget = Budget { steps };
    templates.render("test", data, &mut budget).map_err(problem)
}

fn on_a_large_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(test);
    thread.expect("a thread").join().expect("no panic");
}

#[test]
fn functions_give_what_helm_gives() {
    on_a_large_stack(|| {
        let read =
            |name: &str| fs::read_to_string(format!("testdata/helm/{name}")).expect("a file");
        let values = read("functions-values.yaml");
        let data = Value::map([("source".to_owned(), Value::text(&values))]);
        let mut wrong = String::new();
        for line in read("functions.tsv").lines() {
            let (expression, expected) = line.split_once('\t').expect("two columns");
            let source = format!(
                "{{{{ define \"named\" }}}}<{{{{ . }}}}>{{{{ end }}}}{{{{ with dict \"Values\" (fromYaml .source) }}}}{{{{ {expression} | toJson }}}}{{{{ end }}}}"
            );
            let given = match rendered(&source, &data, 1 << 20) {
                Ok(text) => text.as_str().replace('\n', "\\n"),
                Err(message) => format!("error: {message}"),
            };
            // What Helm says of a wrong argument depends on how it is written.
            let is_same = given == expected
                || expected.starts_with("error: ") && given.starts_with("error: ") && {
                    let cause =
                        |message: &str| message.rsplit(": ").next().unwrap_or_default().to_owned();
                    cause(&given) == cause(expected)
                        || expected.contains("wrong type")
                        || expected.contains("incompatible")
                };
            if !is_same {
                let _ = writeln!(wrong, "{expression}\n  Helm: {expected}\n  here: {given}");
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    });
}
