//! Errors that are found before evaluation, and their places.

use crate::problem;

/// An expression whose wrong part is in `«»`, with the message and the help.
const CASES: &[(&str, &str, &str)] = &[
    (
        "pod.«memry».heap > 1",
        "unknown field `memry`",
        "did you mean `memory`?",
    ),
    (
        "pod.memory.«heep» > 1",
        "unknown field `heep`",
        "did you mean `heap`?",
    ),
    (
        "pod.memory[«'heep'»] > 1",
        "unknown field `heep`",
        "did you mean `heap`?",
    ),
    (
        "'é€' == pod . «rolle»",
        "unknown field `rolle`",
        "did you mean `role`?",
    ),
    (
        "«pods».ready",
        "unknown variable `pods`",
        "did you mean `pod`?",
    ),
    (
        "«x».size() > 1",
        "unknown variable `x`",
        "available: `app`, `pod`",
    ),
    (
        "pod.containers.all(c, c.«imag» != '')",
        "unknown field `imag`",
        "did you mean `image`?",
    ),
    (
        "pod.containers.all(c, «d».image != '')",
        "unknown variable `d`",
        "available: `c`, `app`, `pod`",
    ),
    (
        "pod.containers.filter(c, true)[0].«imag»",
        "unknown field `imag`",
        "did you mean `image`?",
    ),
    (
        "has(pod.«lables».team)",
        "unknown field `lables`",
        "did you mean `labels`?",
    ),
    (
        "pod.?«nope»",
        "unknown field `nope`",
        "available: `role`, `ready`, `pods`, `memory`, `cpu`, `labels`, `annotations`, `tolerations`, `containers`, `specs`, `price`",
    ),
    (
        "pod.role.«startWith»('x')",
        "unknown function `startWith`",
        "did you mean `startsWith`?",
    ),
    (
        "«sze»(pod.role)",
        "unknown function `sze`",
        "did you mean `size`?",
    ),
    (
        "«startsWith»(pod.role, 'x')",
        "unknown function `startsWith`",
        "write `value.startsWith()`",
    ),
    (
        "pod.role.«string»()",
        "unknown function `string`",
        "write `string(value)`",
    ),
    (
        "«duration»('1h') > 1",
        "unknown function `duration`",
        "values of this type are not supported",
    ),
    (
        "«lists.range»(200000000).size() > 0",
        "unknown function `lists.range`",
        "lists of numbers are not supported",
    ),
    (
        "«pod.memory.request / 1000.0» > 1.0",
        "no such overload: `int / double`",
        "write `double(x)` around the `int`: CEL does not convert numbers implicitly",
    ),
    (
        "«'a' + 1»",
        "no such overload: `string + int`",
        "write `string(x)` around the `int`",
    ),
    ("«pod.role == 1»", "`string == int` is never true", ""),
    (
        "«pod.labels.?team == 'dw'»",
        "`optional == string` is never true",
        "add `.orValue(…)` to the value that may be missing",
    ),
    (
        "«1 in pod.specs»",
        "a list of string never contains int",
        "",
    ),
    (
        "pod.role.startsWith(«1»)",
        "`startsWith` needs a string here, not int",
        "",
    ),
    (
        "pod.ready && «pod.role»",
        "`&&` needs a bool, not string",
        "",
    ),
    (
        "pod.containers.all(c, «c.image»)",
        "`all` needs a bool, not string",
        "",
    ),
    (
        "«pod.role».all(c, true)",
        "`all` needs a list or a map, not string",
        "",
    ),
    (
        "pod.containers.«all»(c)",
        "`all` needs a variable and an expression, not 1 arguments",
        "write `list.all(x, x > 0)`",
    ),
    (
        "pod.containers.all(«1», true)",
        "`all` needs the name of a variable here",
        "write `list.all(x, x > 0)`",
    ),
    (
        "has(«pod.labels['a']»)",
        "`has` needs a field",
        "write `'key' in a.b` for a key in brackets",
    ),
    (
        "pod.role.«size» > 1",
        "a value of type `string` has no fields",
        "write `size()`",
    ),
    (
        "pod.containers[«'a'»]",
        "a list is indexed by an int, not string",
        "",
    ),
    ("{«1»: 'a'}", "a key of a map must be a string, not int", ""),
    (
        "pod.role.matches(«'('»)",
        "the pattern is invalid: unclosed group",
        "",
    ),
    (
        "pod.role.matches(«pod.role»)",
        "the pattern must be a literal",
        "write a string: a computed pattern would be compiled for each value",
    ),
    (
        "«1u» > 0",
        "an unsigned number is not supported",
        "write it without `u`",
    ),
    (
        "«b'x'» == 'x'",
        "a bytes literal is not supported",
        "write it without `b`",
    ),
    ("1 +«»", "the expression is incomplete", ""),
    ("foo «bar»", "unexpected `bar`", ""),
    (
        "pod.role «=» 'x'",
        "unexpected `=`",
        "write `==` to compare",
    ),
    (
        "pod.ready\n  «and» pod.ready",
        "unexpected `and`",
        "write `&&`",
    ),
    ("'é€' «&» pod.ready", "unexpected `&`", "write `&&`"),
    ("pod.ready || «(»pod.ready", "this `(` is not closed", ""),
    ("pod.ready«)»", "unmatched `)`", ""),
    ("[1, 2«)»", "`[` is closed by `)`", "write `]`"),
    ("pod.role == «'driver»", "this ' is not closed", ""),
    ("«if» (pod.ready) true", "`if` is a reserved word", ""),
    ("«99999999999999999999» > 0", "the number is too large", ""),
    ("«  »", "the expression is empty", ""),
];

#[test]
fn problems_are_found_at_their_place() {
    for (marked, message, help) in CASES {
        let text = marked.replace(['«', '»'], "");
        let start = marked.find('«').expect("a start");
        let end = marked.find('»').expect("an end") - '«'.len_utf8();
        let problem = problem(&text);
        assert_eq!(problem.message, *message, "{marked}");
        assert_eq!(problem.span, start..end, "{marked}");
        assert_eq!(problem.help.unwrap_or_default(), *help, "{marked}");
    }
}

/// A mistake that is not certain before evaluation is accepted.
#[test]
fn possibly_valid_expressions_are_accepted() {
    for text in [
        "pod.memory['heap'] > 1",
        "app.whatever.it.is == 1 && app.x > 1.5",
        "pod.cpu.limit > 1",
        "pod.cpu.limit == null || pod.role == null",
        "pod.labels.whatever == ''",
        "1 < 1.5",
        "(pod.ready ? 1 : 'a') == 1",
        "[1, 'a'].exists(x, x == 'a')",
    ] {
        assert!(crate::compile(text).is_ok(), "{text}");
    }
}

#[test]
fn the_type_of_the_result_is_known() {
    for (text, expected) in [
        ("pod.pods.max <= 40", "bool"),
        ("pod.pods.max + 1", "int"),
        ("pod.price.podHour * 2.0", "double"),
        ("pod.role", "string"),
        ("pod.containers.map(c, c.image)", "list(string)"),
        ("app.kind", "any"),
        ("quantity('1')", "quantity"),
        ("pod.ready ? 1 : 2", "int"),
    ] {
        let compiled = crate::compile(text).expect(text);
        assert_eq!(compiled.result_type().name(), expected, "{text}");
    }
}
