//! Limits on the cost of expressions, which may come from untrusted sources.

use serde_json::{Value as Json, json};
use spark_eci_lint::cel::{Budget, Expression, Template, Values};

use crate::{SCOPE, compile, generated::of_json, outcome_for, problem};

fn nested(levels: usize) -> String {
    let mut text = "true".to_owned();
    for level in 0..levels {
        text = format!("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].all(x{level}, {text})");
    }
    text
}

/// Each is rejected before evaluation, with a message that names the limit.
#[test]
fn hostile_expressions_are_refused() {
    let chain = |start: &str, link: &str, links: usize| format!("{start}{}", link.repeat(links));
    for (text, limit) in [
        (nested(7), "comprehensions are nested more than 2 deep"),
        (nested(3), "comprehensions are nested more than 2 deep"),
        (chain("['x']", ".map(s, s + s)", 24), "the limit is 65536"),
        (chain("['x']", ".map(s, s + s)", 31), "the limit is 65536"),
        (chain("'x'", ".replace('x', 'xxxxxxxxxx')", 8), "the limit is 65536"),
        (chain("['x', 'x']", ".map(s, s + s)", 10) + ".join('').replace('x', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')", "the limit is 65536"),
        (chain("cel.bind(a, 'xxxxxxxx', cel.bind(b, a+a+a+a+a+a+a+a+a+a, cel.bind(c, b+b+b+b+b+b+b+b+b+b, cel.bind(d, c+c+c+c+c+c+c+c+c+c, d+d+d+d+d+d+d+d+d+d))))", "", 0), "the limit is 65536"),
        (chain("1", "+1", 1000), "more than 64 operations deep"),
        (chain("[1]", ".map(x,x)", 200), "more than 64 operations deep"),
        (chain("app", ".a", 1000), "more than 64 operations deep"),
        (chain("true", "||app.a", 250), "more than 512 parts"),
        (chain("1", "+1", 1100), "more than 2048"),
        (format!("{}1{}", "(".repeat(200), ")".repeat(200)), "brackets are nested more than 32 deep"),
        (format!("{}{}", "[".repeat(200), "]".repeat(200)), "brackets are nested more than 32 deep"),
        (chain("", "true ? 1 : ", 150) + "1", "nested too deeply"),
        (format!("[{}]", ["'a'.matches('b')"; 9].join(",")), "more than 8 patterns"),
        ("'a'.matches('(\\\\pL{100}){100}')".to_owned(), "the pattern needs more than 64 KiB"),
        ("lists.range(200000000).size() > 0".to_owned(), "unknown function `lists.range`"),
        ("app.a.all(x, app.b.all(y, x.matches('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')))".to_owned(), "steps; the limit is 1000000"),
    ] {
        let problem = problem(&text);
        assert!(problem.message.contains(limit), "{text}: {}", problem.message);
        assert!(text.get(problem.span.clone()).is_some(), "{text}");
    }
}

/// A linear engine visits each letter once.
#[test]
fn a_pattern_that_backtracks_elsewhere_is_accepted() {
    let text = format!("'{}'.matches('(a*)*(a*)*(a*)*b')", "a".repeat(1900));
    assert_eq!(outcome_for(&text, &Json::Null), Ok(json!(false)));
}

/// The sizes of a document are not known in advance. An evaluation that takes too many steps is aborted, and never a
/// result.
#[test]
fn values_that_are_too_large_end_the_evaluation() {
    let long = json!({"list": vec!["x"; 5000], "text": "a".repeat(1 << 20), "wide": (0..5000).map(|at| (at.to_string(), json!(at))).collect::<serde_json::Map<_, _>>()});
    for text in [
        "app.list.all(x, app.list.all(y, x == y))",
        "app.list.map(x, app.list).flatten().size() > 0",
        "app.list.distinct() == app.list || app.list.map(x, app.list.sort()).size() == 0",
        "app.list.all(x, !app.text.contains('b'))",
        "app.text.matches('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb')",
        "app.text.split('').size() > 0",
        "app.wide.all(k, app.wide[k] == app.wide[k])",
        "app.wide == app.wide && app.list == app.list && app.list.all(x, app.wide == app.wide)",
        "app.text + app.text == ''",
        "app.list.join(app.text) == ''",
        "app.text.replace('a', 'bb') == ''",
        "app.text.findAll('a').size() == 0",
        "'%s'.format([app.text]) == ''",
        "app.list.all(x, !app.text.matches('b')) || true",
        "app.list.exists(x, app.list.exists(y, app.nope)) || true",
    ] {
        let error = outcome_for(text, &long).expect_err(text);
        assert!(
            error.contains("too large to be evaluated"),
            "{text}: {error}"
        );
    }
    for text in [
        "app.list.all(x, x == 'x')",
        "app.text.startsWith('a')",
        "size(app.wide) == 5000",
    ] {
        assert_eq!(outcome_for(text, &long), Ok(json!(true)), "{text}");
    }
}

#[test]
fn templates_are_bounded() {
    let refused = |text: &str| {
        Template::compile(text, &SCOPE)
            .expect_err("too large")
            .message
    };
    assert_eq!(
        refused(&"a".repeat(8193)),
        "the text has 8193 bytes, more than 8192"
    );
    let costly =
        "{app.a.all(x, app.b.all(y, x.matches('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')))}";
    assert!(compile(&costly[1..costly.len() - 1]).is_ok());
    assert!(refused(&costly.repeat(20)).contains("steps; the limit is 1000000"));
    let template = Template::compile("{app.text}{app.text}", &SCOPE).expect("a template");
    let app = json!({"text": "a".repeat(60_000)});
    let values = Values::new().with("app", of_json(&app));
    let error = template.render(&values).expect_err("too long");
    assert!(
        error.contains("a string would exceed 65536 bytes"),
        "{error}"
    );
}

/// Accepted expressions can be evaluated with the stack of any thread.
#[test]
fn the_deepest_expressions_need_little_stack() {
    let deepest = |link: &str, start: &str| {
        let fits = |links: &usize| compile(&format!("{start}{}", link.repeat(*links))).is_ok();
        let links = (1..100).take_while(fits).last().expect("one");
        format!("{start}{}", link.repeat(links))
    };
    let mut all = vec![
        deepest(" + 1", "1"),
        deepest(".map(x, x)", "[1]"),
        deepest(".a", "app"),
        deepest(" == true", "true"),
        deepest(".map(x, [x])", "[1]"),
        deepest("[0]", "app"),
    ];
    all.push(format!("{}1{}", "[".repeat(32), "]".repeat(32)));
    std::thread::Builder::new()
        .stack_size(512 << 10)
        .spawn(move || {
            for text in &all {
                let compiled = compile(text).expect(text);
                let app = json!({"a": 1});
                let _ = compiled.evaluate(&Values::new().with("app", of_json(&app)));
            }
        })
        .expect("a thread")
        .join()
        .expect("no overflow");
    let equal = compile("app == app").expect("an expression");
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    let values = Values::new().with("app", of_json(&deep));
    let error = equal.evaluate(&values).expect_err("too deep");
    assert!(error.contains("nested too deeply"), "{error}");
}

#[test]
fn expressions_are_shared_by_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Expression>();
    is_shared::<Template>();
}

#[test]
fn evaluations_can_share_a_budget() {
    let expression = compile("app.list.all(x, x == 'x')").expect("an expression");
    let app = json!({"list": vec!["x"; 100]});
    let values = Values::new().with("app", of_json(&app));
    let mut budget = Budget::new(1_000_000);
    assert!(expression.evaluate_from(&mut budget, &values).is_ok());
    let one = 1_000_000 - budget.left();
    assert!((100..1000).contains(&one), "{one}");
    let mut budget = Budget::new(one * 2);
    assert!(expression.evaluate_from(&mut budget, &values).is_ok());
    assert!(expression.evaluate_from(&mut budget, &values).is_ok());
    assert_eq!(budget.left(), 0);
    let error = expression
        .evaluate_from(&mut budget, &values)
        .expect_err("used up");
    assert!(
        error.contains("all rules together have used up their steps"),
        "{error}"
    );
}

/// The steps are part of the documented limits: an expression that is within them must not exceed them later.
#[test]
fn an_evaluation_takes_the_same_steps_as_ever() {
    let app = json!({"a": "z", "b": {"c": 2}, "list": ["x", "x"]});
    for (text, steps) in [
        // Each node, a lookup per field, a step and a comparison per item.
        ("app.list.all(x, x == 'x')", 4 + 2 * 6),
        ("app.a in ['x', 'y', 'z']", 8 + 3 * 3),
        ("app.a in ['x', string('y'), 'z']", 9 + 3 * 3),
        ("!has(app.a) || app.b.c > 1", 5 + 7),
        ("app.?b.c.orValue(0) == 2", 9 + 1),
    ] {
        let expression = compile(text).expect(text);
        let values = Values::new().with("app", of_json(&app));
        let mut budget = Budget::default();
        let before = budget.left();
        assert!(
            expression.evaluate_from(&mut budget, &values).is_ok(),
            "{text}"
        );
        assert_eq!(before - budget.left(), steps, "{text}");
    }
}
