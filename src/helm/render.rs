//! From the templates of a chart and their data to their output.

use std::{rc::Rc, sync::Arc};

use super::{
    Written,
    functions::HelmFunctions,
    templates::{Role, Template},
    written::written,
};
use crate::{
    gotemplate::{self, Budget, Templates, Trace},
    inputs::{Files, Problem, ProblemKind},
    source::{FileId, SourceFile, Span},
};

/// The result of rendering a template of a chart.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The name, such as `orders/templates/app.yaml`.
    pub name: String,
    pub file: Arc<SourceFile>,
    /// The output, or why it is not known.
    pub result: Result<Written, Problem>,
}

/// Renders all templates that Helm renders. Needs [`gotemplate::STACK`] bytes of stack.
pub(super) fn render(
    templates: &[Template],
    files: &Files<'_>,
    budget: &mut Budget,
) -> Vec<Rendered> {
    let mut set = Templates::new(Rc::new(HelmFunctions));
    let mut invalid = Vec::new();
    for template in templates {
        if let Err(problem) = set.add(&template.name, &template.text) {
            invalid.push((&template.name, problem));
        }
    }
    let wanted = templates
        .iter()
        .filter(|template| template.role == Role::Manifest);
    let rendered = wanted.map(|template| {
        let own = invalid.iter().find(|(name, _)| *name == &template.name);
        let text = match own {
            Some((_, problem)) => Err(problem.clone()),
            None => set.render(&template.name, &template.scope(), budget),
        };
        // The template that it calls may be defined in an invalid one.
        let text = text.map_err(|problem| match invalid.first() {
            Some((_, first)) if own.is_none() => first.clone(),
            _ => problem,
        });
        let result = match text {
            Ok(text) => Ok(written(&text, files)),
            Err(problem) => Err(placed(&problem, template.file, files)),
        };
        Rendered {
            name: template.name.clone(),
            file: Arc::clone(files.get(template.file)),
            result,
        }
    });
    rendered.collect()
}

fn placed(problem: &gotemplate::Problem, template: FileId, files: &Files<'_>) -> Problem {
    let Trace {
        template: at,
        value,
    } = problem.trace;
    let (file, place) = match at.or(value) {
        Some(origin) => (origin.file, origin.span),
        None => (template, Span::default()),
    };
    Problem {
        kind: ProblemKind::NotBuilt,
        file: Arc::clone(files.get(file)),
        place,
        message: in_words(&problem.message),
    }
}

/// Replaces Go's wording of an error that the chart itself raises.
fn in_words(message: &str) -> String {
    let told = [
        ("error calling required: ", "the chart requires a value: "),
        ("error calling fail: ", "the chart refuses these values: "),
    ];
    let told = told.iter().find_map(|(function, words)| {
        let at = message.find(function)?;
        Some(format!("{words}{}", &message[at + function.len()..]))
    });
    told.unwrap_or_else(|| message.to_owned())
}
