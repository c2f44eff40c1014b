//! Completion in unfinished expressions.

use spark_eci_lint::cel::complete;

use crate::SCOPE;

fn names(text: &str) -> Vec<String> {
    let completions = complete(text, text.len(), &SCOPE);
    let candidates = completions.candidates.into_iter();
    candidates.map(|candidate| candidate.name).collect()
}

#[test]
fn fields_are_offered_after_a_dot() {
    for (text, expected) in [
        ("pod.memory.", "request heap overhead"),
        ("pod.ready && pod.memory.he", "request heap overhead"),
        ("pod.?pods.", "min max"),
        ("pod['pods'].", "min max"),
        ("pod.containers[0].", "name image env"),
        (
            "pod.containers.filter(c, c.name == 'a)')[0].",
            "name image env",
        ),
        ("pod.containers.all(c, c.", "name image env"),
        (
            "pod.containers.all(c, c.name == '' && c.im",
            "name image env",
        ),
        ("pod.containers.exists(i, c, c.", "name image env"),
    ] {
        assert_eq!(names(text).join(" "), expected, "{text}");
    }
}

#[test]
fn functions_are_those_of_the_type() {
    for (text, offered, not) in [
        ("pod.role.", "startsWith", "all"),
        ("pod.labels.team.", "matches", "sum"),
        ("pod.labels.", "all", "startsWith"),
        ("pod.containers.", "exists", "startsWith"),
        ("pod.specs.map(s, s.sp", "split", "sum"),
        ("pod.pods.max.", "", "startsWith"),
        ("app.x.y.", "startsWith", "isLessThan(x"),
        ("math.gr", "greatest", "math.greatest"),
        ("", "pod", "startsWith"),
        ("pod.containers.all(c, ", "c", "startsWith"),
        ("pod.containers.all(c, true) && ", "quantity", "c"),
        ("ha", "has", "heap"),
    ] {
        let names = names(text);
        assert!(
            offered.is_empty() || names.iter().any(|name| name == offered),
            "{text}: {names:?}"
        );
        assert!(!names.iter().any(|name| name == not), "{text}: {names:?}");
    }
}

#[test]
fn the_written_part_is_replaced() {
    let text = "pod.memory.he > 1";
    let completions = complete(text, "pod.memory.he".len(), &SCOPE);
    assert_eq!(&text[completions.replaces], "he");
    assert_eq!(complete("é", 2, &SCOPE).replaces, 2..2);
}
