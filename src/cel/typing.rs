//! The types of fields and calls, and the errors for mismatches.

use std::ops::Range;

use super::{
    form::Form,
    functions::{self, Function, Takes},
    near::nearest,
    problem::Problem,
    reference,
    tree::Node,
    types::Field,
};

/// The form of a field.
pub(super) fn field_form(of: &Form, name: &str, at: &Range<usize>) -> Result<Form, Problem> {
    match of {
        Form::Any => Ok(Form::Any),
        Form::Map(value) => Ok((**value).clone()),
        Form::Object(fields) => match fields.iter().find(|field| field.name == name) {
            Some(field) => Ok(field.ty.into()),
            None => Err(unknown_field(fields, name, at)),
        },
        other => {
            let message = format!("a value of type `{}` has no fields", other.name());
            let problem = Problem::new(at.clone(), message);
            Err(match functions::find(name, true) {
                Some(_) => problem.help(format!("write `{name}()`")),
                None => problem,
            })
        }
    }
}

fn unknown_field(fields: &[Field], name: &str, at: &Range<usize>) -> Problem {
    let names = || fields.iter().map(|field| field.name);
    let problem = Problem::new(at.clone(), format!("unknown field `{name}`"));
    problem.help(match nearest(name, names()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("available: {}", quoted(names())),
    })
}

pub(super) fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

pub(super) fn unknown_function(
    name: &str,
    on_value: bool,
    arguments: usize,
    at: &Range<usize>,
) -> Problem {
    let problem = Problem::new(at.clone(), format!("unknown function `{name}`"));
    match name {
        "lists.range" => return problem.help("lists of numbers are not supported"),
        "timestamp" | "duration" | "bytes" | "uint" => {
            return problem.help("values of this type are not supported");
        }
        "all" | "exists" | "exists_one" | "existsOne" | "filter" | "map" | "sortBy" if on_value => {
            let message =
                format!("`{name}` needs a variable and an expression, not {arguments} arguments");
            return Problem::new(at.clone(), message).help("write `list.all(x, x > 0)`");
        }
        "matches" if !on_value => return problem.help("write `text.matches('pattern')`"),
        _ => {}
    }
    if let Some(other) = functions::find(name, !on_value) {
        return problem.help(if other.on_value {
            format!("write `value.{name}()`")
        } else {
            format!("write `{name}(value)`")
        });
    }
    let known = functions::all().filter(|known| known.operator().is_none());
    let known = known
        .map(|known| known.name)
        .chain(reference::MACROS.map(|known| known.0));
    match nearest(name, known) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem,
    }
}

/// The form of a function's result, if it accepts these arguments.
pub(super) fn result(
    function: &Function,
    forms: &[Form],
    nodes: &[Node],
    name_at: &Range<usize>,
    span: &Range<usize>,
) -> Result<Form, Problem> {
    if let (Some(sign @ ("==" | "!=")), [one, other]) = (function.operator(), forms)
        && !one.can_equal(other)
    {
        let (one, other) = (one.name(), other.name());
        let never = if sign == "==" { "never" } else { "always" };
        let message = format!("`{one} {sign} {other}` is {never} true");
        let problem = Problem::new(span.clone(), message);
        let is_optional = |form: &Form| matches!(form, Form::Optional(_));
        return Err(if forms.iter().any(is_optional) {
            problem.help("add `.orValue(…)` to the value that may be missing")
        } else {
            problem
        });
    }
    if let (Some("in"), [one, Form::List(item)]) = (function.operator(), forms)
        && !one.can_equal(item)
    {
        let message = format!("a list of {} never contains {}", item.name(), one.name());
        return Err(Problem::new(span.clone(), message));
    }
    let mut fitting = function.of(forms.len()).filter(|overload| {
        let mut pairs = overload.takes.iter().zip(forms);
        pairs.all(|(takes, form)| takes.accepts(form))
    });
    let Some(first) = fitting.next() else {
        return Err(wrong_arguments(function, forms, nodes, name_at, span));
    };
    let form = first.gives.form(forms);
    Ok(fitting.fold(form, |form, other| form.join(&other.gives.form(forms))))
}

fn wrong_arguments(
    function: &Function,
    forms: &[Form],
    nodes: &[Node],
    name_at: &Range<usize>,
    span: &Range<usize>,
) -> Problem {
    let names: Vec<&str> = forms.iter().map(Form::name).collect();
    if let Some(sign) = function.operator() {
        let problem = Problem::new(span.clone(), function.refusal(&names));
        return match names.as_slice() {
            ["int", "double"] | ["double", "int"] if sign != "%" => problem.help(
                "write `double(x)` around the `int`: CEL does not convert numbers implicitly",
            ),
            [one @ ("int" | "double" | "bool"), "string"]
            | ["string", one @ ("int" | "double" | "bool")]
                if sign == "+" =>
            {
                problem.help(format!("write `string(x)` around the `{one}`"))
            }
            _ => problem,
        };
    }
    let mut ways = function.of(forms.len());
    let (Some(way), None) = (ways.next(), ways.next()) else {
        return Problem::new(name_at.clone(), function.refusal(&names));
    };
    let wrong = |(at, takes): &(usize, &Takes)| !takes.accepts(&forms[*at]);
    match way.takes.iter().enumerate().find(wrong) {
        Some((at, takes)) => {
            let (name, wanted, found) = (function.name, takes.name(), names[at]);
            let message = format!("`{name}` needs a {wanted} here, not {found}");
            Problem::new(nodes[at].span.clone(), message)
        }
        None => Problem::new(name_at.clone(), function.refusal(&names)),
    }
}

/// The content of an optional, for `[?a]` and `{?a: b}`.
pub(super) fn held(form: &Form, node: &Node) -> Result<Form, Problem> {
    match form {
        Form::Optional(held) => Ok((**held).clone()),
        Form::Any => Ok(Form::Any),
        other => {
            let message = format!("`?` needs an optional here, not {}", other.name());
            Err(Problem::new(node.span.clone(), message))
        }
    }
}
