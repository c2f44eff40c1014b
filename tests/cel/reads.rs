//! The values that an expression reads.

#[test]
fn paths_are_those_in_the_source() {
    for (text, expected) in [
        (
            "pod.memory.heap + pod.memory.overhead > pod.memory.heap",
            "pod.memory.heap pod.memory.overhead",
        ),
        ("has(pod.labels.team)", "pod.labels.team"),
        ("pod.labels['a/b'] == ''", "pod.labels['a/b']"),
        ("pod.labels['team'] == ''", "pod.labels.team"),
        ("'a/b' in pod.labels", "pod.labels['a/b']"),
        (
            "pod.containers.all(c, c.image != '' && c.name != '')",
            "pod.containers[*].image pod.containers[*].name",
        ),
        ("pod.containers.all(c, true)", "pod.containers"),
        ("pod.containers[0].image == ''", "pod.containers[0].image"),
        ("pod.specs.all(s, s != '')", "pod.specs[*]"),
        ("size(pod.containers) > 0", "pod.containers"),
        (
            "pod.containers.filter(c, c.name == 'a')[0].image == ''",
            "pod.containers",
        ),
        (
            "pod.containers.filter(c, c.name == 'a').all(d, d.image == '')",
            "pod.containers",
        ),
        (
            "pod.containers.all(c, c.env.all(e, e.name != pod.role))",
            "pod.containers[*].env[*].name pod.role",
        ),
        ("pod.labels.all(k, pod.labels[k] != '')", "pod.labels[?]"),
        ("pod.labels.all(k, v, v != '')", "pod.labels[*]"),
        (
            "pod.labels.?team.orValue(pod.role) == ''",
            "pod.role pod.labels.team",
        ),
        (
            "app.?spec.?executor.?instances.hasValue()",
            "app.spec.executor.instances",
        ),
        ("cel.bind(m, pod.memory, m.heap > 1)", "pod.memory.heap"),
        ("cel.bind(m, pod.memory, true)", "pod.memory"),
        (
            "pod.ready ? app.kind == 'a' : app.nope == 1",
            "pod.ready app.kind app.nope",
        ),
        (
            "[pod.role, {'a': app.kind}.a].size() > 0",
            "pod.role app.kind",
        ),
        ("pod.role.matches('a') && !pod.ready", "pod.role pod.ready"),
        ("pod == pod", "pod"),
        ("1 == 1", ""),
    ] {
        let compiled = crate::compile(text).expect(text);
        let reads: Vec<String> = compiled.reads().iter().map(ToString::to_string).collect();
        assert_eq!(reads.join(" "), expected, "{text}");
    }
}
