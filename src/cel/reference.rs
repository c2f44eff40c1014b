//! The reference of everything that an expression can call, for documentation and editors.

use super::functions;

/// A function, operator or macro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callable {
    /// The topic, in lower case.
    pub subject: &'static str,
    pub name: &'static str,
    /// The signature, such as `string.startsWith(string) → bool`.
    pub signature: String,
}

/// Macros: calls whose arguments are not evaluated first.
pub(super) const MACROS: [(&str, &str); 21] = [
    ("has", "has(object.field) → bool"),
    ("all", "list.all(x, condition) → bool"),
    ("all", "map.all(key, value, condition) → bool"),
    ("exists", "list.exists(x, condition) → bool"),
    ("exists", "map.exists(key, value, condition) → bool"),
    ("exists_one", "list.exists_one(x, condition) → bool"),
    ("existsOne", "map.existsOne(key, value, condition) → bool"),
    ("filter", "list.filter(x, condition) → list"),
    ("map", "list.map(x, value) → list"),
    ("map", "list.map(x, condition, value) → list"),
    (
        "transformList",
        "map.transformList(key, value, result) → list",
    ),
    (
        "transformList",
        "map.transformList(key, value, condition, result) → list",
    ),
    ("transformMap", "map.transformMap(key, value, result) → map"),
    (
        "transformMap",
        "map.transformMap(key, value, condition, result) → map",
    ),
    ("sortBy", "list.sortBy(x, key) → list"),
    ("matches", "string.matches('pattern') → bool"),
    ("find", "string.find('pattern') → string"),
    ("findAll", "string.findAll('pattern') → list of strings"),
    ("findAll", "string.findAll('pattern', 5) → list of strings"),
    ("cel.bind", "cel.bind(x, value, result) → value"),
    ("optMap", "optional.optMap(x, result) → optional"),
];

/// Everything that an expression can call, by topic.
#[must_use]
pub fn callables() -> Vec<Callable> {
    let macros = MACROS.iter().map(|(name, signature)| Callable {
        subject: "syntax",
        name,
        signature: (*signature).to_owned(),
    });
    let functions = functions::BY_SUBJECT
        .into_iter()
        .flat_map(|(subject, all)| {
            let named = all.iter().map(|function| (function, function.operator()));
            named.flat_map(move |(function, sign)| {
                let name = sign.unwrap_or(function.name);
                function.signatures().map(move |signature| Callable {
                    subject,
                    name,
                    signature,
                })
            })
        });
    macros.chain(functions).collect()
}
