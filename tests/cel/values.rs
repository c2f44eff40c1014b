//! The values of expressions, from CEL's specification and Kubernetes' documentation of its libraries
//! (kubernetes.io/docs/reference/using-api/cel, 2026-11).

use serde_json::{Value as Json, json};

use crate::outcome;

#[track_caller]
fn gives(cases: &[(&str, Json)]) {
    for (text, expected) in cases {
        assert_eq!(outcome(text).as_ref(), Ok(expected), "{text}");
    }
}

/// Rules like those that teams write.
#[test]
fn rules_of_teams_are_evaluated() {
    for rule in [
        "has(pod.labels.team) && pod.labels.team in ['dw', 'ml', 'ads']",
        "pod.containers.all(c, c.image.startsWith('registry.example.com/') || c.image.startsWith('fluentd'))",
        "pod.memory.request * 1000 >= pod.cpu.request * 2048 && pod.memory.request * 1000 <= pod.cpu.request * 8192",
        "app.kind != 'SparkApplication' || pod.price.podHour * double(pod.pods.max) <= 50.0",
        "pod.role != 'driver' || !('k8s.aliyun.com/eci-spot-strategy' in pod.annotations)",
        "app.metadata.name.matches('^[a-z]+-[0-9]+$')",
        "pod.tolerations.exists(t, t.key == 'virtual-kubelet.io/provider' && (t.operator == 'Exists' || t.value == 'alibabacloud'))",
        "app.spec.sparkConf['spark.dynamicAllocation.enabled'] != 'true' || pod.pods.max <= 100",
        "pod.containers.all(c, c.env.all(e, !e.name.matches('(?i)(secret|password|token)') || has(e.valueFrom)))",
    ] {
        assert_eq!(outcome(rule), Ok(json!(true)), "{rule}");
        assert_eq!(outcome(&format!("!({rule})")), Ok(json!(false)), "{rule}");
    }
}

#[test]
fn numbers_are_calculated_as_in_cel() {
    gives(&[
        ("1 + 2 * 3", json!(7)),
        ("-7 / 2", json!(-3)),
        ("-7 % 3", json!(-1)),
        ("1.5 + 2.0", json!(3.5)),
        ("-(1 - 3)", json!(2)),
        ("-9223372036854775808", json!(i64::MIN)),
        ("0xFF", json!(255)),
        ("1 < 1.5 && 2 > 1.5 && 1.0 == 1", json!(true)),
        ("9223372036854775807 < 9223372036854775808.0", json!(true)),
        ("9007199254740993 == 9007199254740992.0", json!(false)),
        ("0.0 / 0.0 == 0.0 / 0.0", json!(false)),
        ("0.0 / 0.0 != 0.0 / 0.0", json!(true)),
        ("int(3.9) + int('12') + int(-3.9)", json!(12)),
        ("double('0.5') + double(2)", json!(2.5)),
        ("math.greatest(1, 2.5)", json!(2.5)),
        ("math.least([3, 1, 2])", json!(1)),
        ("math.greatest(1, 5, 3)", json!(5)),
        (
            "math.ceil(1.2) + math.floor(1.8) + math.round(1.5) + math.trunc(-1.5)",
            json!(4.0),
        ),
        ("math.abs(-4) + math.abs(4)", json!(8)),
        ("math.abs(-0.5) + math.sqrt(6.25)", json!(3.0)),
        (
            "math.isNaN(0.0 / 0.0) && math.isInf(1.0 / 0.0) && !math.isFinite(1.0 / 0.0)",
            json!(true),
        ),
    ]);
}

#[test]
fn strings_are_split_as_in_cel() {
    gives(&[
        ("'a' + 'b'", json!("ab")),
        ("'é€'.size() + size('é€')", json!(4)),
        ("'héllo'.charAt(1) + 'héllo'.charAt(5)", json!("é")),
        ("'héllo'.substring(2)", json!("llo")),
        ("'héllo'.substring(0, 2)", json!("hé")),
        ("'héllo wéll'.indexOf('ll')", json!(2)),
        ("'héllo wéll'.indexOf('ll', 3)", json!(8)),
        ("'héllo wéll'.lastIndexOf('ll')", json!(8)),
        ("'héllo wéll'.lastIndexOf('ll', 7)", json!(2)),
        ("'hello'.indexOf('x') + 'hello'.indexOf('')", json!(-1)),
        ("'hello'.lastIndexOf('')", json!(5)),
        ("'Ab'.lowerAscii() + 'aB'.upperAscii()", json!("abAB")),
        ("'  a '.trim()", json!("a")),
        ("'abc'.reverse()", json!("cba")),
        ("'a-b-c'.replace('-', '.')", json!("a.b.c")),
        ("'a-b-c'.replace('-', '.', 1)", json!("a.b-c")),
        ("'a-b-c'.replace('-', '.', -1)", json!("a.b.c")),
        ("'ab'.replace('', '_')", json!("_a_b_")),
        ("'a,b,c'.split(',')", json!(["a", "b", "c"])),
        ("'a,b,c'.split(',', 2)", json!(["a", "b,c"])),
        ("'a,b'.split(',', 0)", json!([])),
        ("'a,b'.split(',', -1)", json!(["a", "b"])),
        ("'aé'.split('')", json!(["a", "é"])),
        ("['a', 'b'].join() + ['a', 'b'].join(', ')", json!("aba, b")),
        (
            "'%s has %d of %.2f, %%'.format(['a', 3, 0.5])",
            json!("a has 3 of 0.50, %"),
        ),
        ("'%f'.format([1.5])", json!("1.500000")),
        (
            "'abc'.contains('bc') && 'abc'.startsWith('ab') && 'abc'.endsWith('c')",
            json!(true),
        ),
        ("'a' < 'b' && 'B' < 'a'", json!(true)),
        (
            "string(7) + string(true) + string(1.5) + string('x')",
            json!("7true1.5x"),
        ),
        ("bool('true') && !bool('false')", json!(true)),
        (r#""a\tb" + r'\d' + '''it's'''"#, json!("a\tb\\dit's")),
        (
            "'abc 123'.matches('[0-9]+') && !'abc'.matches('^b')",
            json!(true),
        ),
        ("'abc 123'.find('[0-9]+') + 'abc'.find('x')", json!("123")),
        ("'123 abc 456'.findAll('[0-9]+')", json!(["123", "456"])),
        ("'123 abc 456'.findAll('[0-9]+', 1)", json!(["123"])),
        ("'123 abc 456'.findAll('x')", json!([])),
        // As in Go, classes are ASCII only.
        (
            r"'é'.matches('\\w') || '٣'.matches('\\d') || 'aé'.find('\\w+$') != ''",
            json!(false),
        ),
    ]);
}

#[test]
fn lists_and_maps_are_read_as_in_cel() {
    gives(&[
        (
            "[1, 2, 3].all(x, x > 0) && [1, 2].exists(x, x == 2)",
            json!(true),
        ),
        (
            "[1, 2, 2].exists_one(x, x == 2) || [1, 2].existsOne(x, x == 3)",
            json!(false),
        ),
        ("[1, 2, 3].map(x, x * 2)", json!([2, 4, 6])),
        ("[1, 2, 3].map(x, x > 1, x * 2)", json!([4, 6])),
        ("[1, 2, 3].filter(x, x != 2)", json!([1, 3])),
        (
            "[[1, 2], [3]].map(x, x.map(y, y + size(x)))",
            json!([[3, 4], [4]]),
        ),
        ("{'b': 1, 'a': 2}.all(k, k in ['a', 'b'])", json!(true)),
        ("{'b': 1, 'a': 2}.map(k, k)", json!(["b", "a"])),
        ("{'b': 1, 'a': 2}.all(k, v, v > 0 && k != 'c')", json!(true)),
        ("[5, 6].exists(i, v, i == 1 && v == 6)", json!(true)),
        ("[5, 6].transformList(i, v, i + v)", json!([5, 7])),
        ("[5, 6].transformList(i, v, i > 0, v)", json!([6])),
        (
            "{'a': 1, 'b': 2}.transformMap(k, v, v > 1, k + string(v))",
            json!({"b": "b2"}),
        ),
        ("[1, 2] + [3]", json!([1, 2, 3])),
        ("[1, 2.0] == [1.0, 2]", json!(true)),
        (
            "{'a': [1]} == {'a': [1]} && {'a': 1} != {'b': 1}",
            json!(true),
        ),
        (
            "2 in [1, 2] && 'a' in {'a': 1} && !('b' in {'a': 1})",
            json!(true),
        ),
        ("[1, 2, 3][1] + {'a': 4}.a + {'b c': 5}['b c']", json!(11)),
        ("size([1, 2]) + {'a': 1}.size() + size({})", json!(3)),
        ("[1, 2, 3].sum() + [4, 1].min() + [4, 1].max()", json!(11)),
        ("[0.5, 1.5].sum()", json!(2.0)),
        ("[].sum()", json!(0)),
        ("[1, 2].isSorted() && ![2, 1].isSorted()", json!(true)),
        (
            "[1, 2, 1].indexOf(1) + [1, 2, 1].lastIndexOf(1) + [1].indexOf(3)",
            json!(1),
        ),
        ("[3, 1, 2].sort()", json!([1, 2, 3])),
        (
            "['bb', 'a', 'ccc'].sortBy(x, x.size())",
            json!(["a", "bb", "ccc"]),
        ),
        ("[1, 2, 1].distinct()", json!([1, 2])),
        ("[1, 2, 3].reverse()", json!([3, 2, 1])),
        ("[1, 2, 3, 4].slice(1, 3)", json!([2, 3])),
        ("[[1], [2, 3], []].flatten()", json!([1, 2, 3])),
        (
            "sets.contains([1, 2], [2]) && !sets.contains([1], [2])",
            json!(true),
        ),
        (
            "sets.equivalent([1, 2], [2, 1, 1]) && sets.intersects([1, 2], [2, 3])",
            json!(true),
        ),
    ]);
}

#[test]
fn missing_values_are_tested() {
    gives(&[
        ("has(pod.labels.team) && !has(pod.labels.nope)", json!(true)),
        (
            "pod.labels.?team.orValue('none') + pod.labels.?nope.orValue('none')",
            json!("dwnone"),
        ),
        (
            "pod.labels[?'nope'].hasValue() || app.?nope.?x.hasValue()",
            json!(false),
        ),
        ("app.?spec.executor.instances.value()", json!(4)),
        (
            "app.?nope.or(app.?kind).orValue('')",
            json!("SparkApplication"),
        ),
        (
            "pod.labels.?team.optMap(t, t + '!').orValue('')",
            json!("dw!"),
        ),
        (
            "optional.of(1).value() + optional.none().orValue(2)",
            json!(3),
        ),
        ("[1, ?app.?nope, ?optional.of(2)]", json!([1, 2])),
        ("{'a': 1, ?'b': pod.labels.?nope}", json!({"a": 1})),
        ("pod.cpu.limit == null", json!(true)),
        (
            "type(app.kind) == string && type(null) == null_type && type(1) != double",
            json!(true),
        ),
        ("dyn(1) == dyn(1.0)", json!(true)),
        ("cel.bind(m, pod.memory, m.heap + m.overhead)", json!(4505)),
        ("pod.ready ? 'a' : 'b'", json!("a")),
    ]);
}

/// An operand that decides outweighs an error of the other one.
#[test]
fn logic_outweighs_errors() {
    gives(&[
        ("app.nope == 1 || true", json!(true)),
        ("true || app.nope == 1", json!(true)),
        ("app.nope == 1 && false", json!(false)),
        ("[1, 0].exists(x, 1 / x == 1)", json!(true)),
        ("[0, 1].exists(x, 1 / x == 1)", json!(true)),
        ("[0, 1].all(x, 1 / x > 1)", json!(false)),
        ("pod.ready ? 1 : 1 / 0", json!(1)),
    ]);
    for (text, reason) in [
        ("app.nope == 1 || false", "`app` has no `nope`"),
        ("app.nope == 1 && true", "`app` has no `nope`"),
        ("[0, 1].all(x, 1 / x > 0)", "division by zero"),
        ("[0, 1].exists_one(x, 1 / x == 1)", "division by zero"),
    ] {
        let error = outcome(text).expect_err(text);
        assert!(error.contains(reason), "{text}: {error}");
    }
}

#[test]
fn quantities_are_those_of_kubernetes() {
    gives(&[
        ("quantity('1Gi') > quantity('500Mi')", json!(true)),
        ("quantity('1') == quantity('1000m')", json!(true)),
        (
            "quantity('1Gi').isGreaterThan(quantity('2Gi'))",
            json!(false),
        ),
        ("quantity('1Gi').isLessThan(quantity('2Gi'))", json!(true)),
        ("quantity('50k').compareTo(quantity('100k'))", json!(-1)),
        (
            "quantity('50k').add(quantity('20k')) == quantity('70k')",
            json!(true),
        ),
        ("quantity('50k').sub(20000) == quantity('30k')", json!(true)),
        ("quantity('-1').sign() + quantity('0').sign()", json!(-1)),
        (
            "quantity('50k').isInteger() && !quantity('1m').isInteger()",
            json!(true),
        ),
        ("quantity('50k').asInteger()", json!(50_000)),
        ("quantity('1500m').asApproximateFloat()", json!(1.5)),
        ("isQuantity('1.3Gi') && !isQuantity('1.3Giga')", json!(true)),
        (
            "[quantity('1'), quantity('2')].sum() == quantity('3')",
            json!(true),
        ),
    ]);
}

#[test]
fn errors_say_what_is_missing_where() {
    for (text, expected) in [
        (
            "pod.labels.nope == 'x'",
            "`pod.labels` has no `nope`: check it with `has()` first",
        ),
        (
            "app.kind.nope",
            "`app.kind` is string and has no field `nope`",
        ),
        (
            "pod.cpu.limit > 1",
            "`pod.cpu.limit > 1`: no such overload: `null > int`",
        ),
        (
            "app.metadata.name / 2",
            "`app.metadata.name / 2`: no such overload: `string / int`",
        ),
        (
            "app.spec.executor.instances * 1.5",
            "`app.spec.executor.instances * 1.5`: no such overload: `int * double`; write `double(x)` around the `int`",
        ),
        ("1 / 0", "`1 / 0`: division by zero"),
        (
            "9223372036854775807 + 1",
            "`9223372036854775807 + 1`: the number is too large for an `int`",
        ),
        (
            "pod.containers[5].image",
            "`pod.containers` has no item `5`",
        ),
        (
            "quantity('4GB')",
            "`quantity('4GB')`: the string is not a quantity such as `500m` or `4Gi`",
        ),
        ("int('x')", "`int('x')`: `x` is not an `int`"),
        (
            "[].max()",
            "`[].max()`: an empty list has no minimum or maximum",
        ),
        ("app.kind && true", "`app.kind` is string, not a bool"),
        (
            "app.kind.all(x, true)",
            "`app.kind` is string, not a list or a map",
        ),
        (
            "'abc'.substring(5)",
            "`'abc'.substring(5)`: there is no character 5: the string is shorter",
        ),
        ("{'a': 1, 'a': 2}", "duplicate key `'a'`"),
        (
            "'%d'.format(['x'])",
            "`'%d'.format(['x'])`: `%d` needs a number, not string",
        ),
    ] {
        assert_eq!(outcome(text), Err(expected.to_owned()), "{text}");
    }
}

/// The list for people is complete, and everything in it was called above.
#[test]
fn all_functions_are_listed() {
    let tested = include_str!("values.rs");
    for callable in spark_eci_lint::cel::callables() {
        let is_operator = callable
            .name
            .contains(|letter: char| !letter.is_alphanumeric());
        let call = if is_operator && !callable.name.contains(['.', '_']) {
            callable.name.to_owned()
        } else {
            format!("{}(", callable.name)
        };
        assert!(
            tested.contains(&call),
            "{} is not tested",
            callable.signature
        );
    }
}
