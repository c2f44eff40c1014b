//! Texts with expressions in braces.

use super::{
    expression::{Expression, on_deep_stack},
    functions, limits,
    meter::{Budget, Failure, Meter},
    path::Path,
    problem::Problem,
    syntax,
    types::{Scope, Type},
    value::Values,
};

/// A text in which `{EXPRESSION}` is replaced by its value; `{{` and `}}` are literal braces.
#[derive(Debug)]
pub struct Template {
    parts: Vec<Part>,
    reads: Vec<Path>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Expression(Expression),
}

impl Template {
    /// Checks a template.
    ///
    /// # Errors
    ///
    /// The template or one of its expressions is invalid; with the place in the template.
    pub fn compile(text: &str, scope: &Scope) -> Result<Self, Problem> {
        if text.len() > limits::TEMPLATE_LENGTH {
            let message = format!(
                "the text has {} bytes, more than {}",
                text.len(),
                limits::TEMPLATE_LENGTH
            );
            return Err(Problem::new(0..0, message));
        }
        on_deep_stack(|| Self::compile_here(text, scope))
    }

    fn compile_here(text: &str, scope: &Scope) -> Result<Self, Problem> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut cost: u64 = 0;
        let mut patterns = 0;
        let mut at = 0;
        while let Some(brace) = text[at..].find(['{', '}']).map(|found| at + found) {
            literal += &text[at..brace];
            let sign = &text[brace..=brace];
            if text[brace + 1..].starts_with(sign) {
                literal += sign;
                at = brace + 2;
                continue;
            }
            if sign == "}" {
                let problem = Problem::new(brace..brace + 1, "unmatched `}`");
                return Err(problem.help("write `}}` for a brace"));
            }
            let end = closing(text, brace + 1).ok_or_else(|| {
                let problem = Problem::new(brace..brace + 1, "this `{` is not closed");
                problem.help("write `{{` for a brace")
            })?;
            let within = |problem: Problem| moved(problem, brace + 1);
            let expression =
                Expression::compile_here(&text[brace + 1..end], scope).map_err(within)?;
            if matches!(expression.result_type(), Type::Map(_) | Type::Object(_)) {
                let message = "an object or a map cannot be converted to a string";
                return Err(Problem::new(brace + 1..end, message).help("name one of its fields"));
            }
            patterns += expression.patterns;
            if patterns > limits::PATTERNS {
                let message = format!("the text has more than {} patterns", limits::PATTERNS);
                return Err(Problem::new(brace + 1..end, message));
            }
            cost = cost.saturating_add(expression.cost());
            if cost > limits::COST {
                let message = format!(
                    "the expressions of the text could take {cost} steps; the limit is {}",
                    limits::COST
                );
                return Err(Problem::new(brace + 1..end, message));
            }
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Expression(expression));
            at = end + 1;
        }
        literal += &text[at..];
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        let mut reads: Vec<Path> = Vec::new();
        for part in &parts {
            if let Part::Expression(expression) = part {
                for path in expression.reads() {
                    if !reads.contains(path) {
                        reads.push(path.clone());
                    }
                }
            }
        }
        Ok(Self { parts, reads })
    }

    /// The paths that its expressions read, in source order, without duplicates.
    #[must_use]
    pub fn reads(&self) -> &[Path] {
        &self.reads
    }

    /// Renders the text: at most 64 KiB.
    ///
    /// # Errors
    ///
    /// An expression has no value, or the value cannot be converted to a string.
    pub fn render<'v>(&'v self, values: &Values<'v>) -> Result<String, String> {
        self.render_from(&mut Budget::default(), values)
    }

    /// Renders the text; the steps are subtracted from a budget.
    ///
    /// # Errors
    ///
    /// An expression has no value, or the value cannot be converted to a string.
    pub fn render_from<'v>(
        &'v self,
        budget: &mut Budget,
        values: &Values<'v>,
    ) -> Result<String, String> {
        let mut meter = budget.meter();
        let rendered = self.render_within(values, &mut meter);
        budget.take(&meter);
        rendered.map_err(Failure::message)
    }

    fn render_within<'v>(
        &'v self,
        values: &Values<'v>,
        meter: &mut Meter,
    ) -> Result<String, Failure> {
        let mut rendered = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => rendered += text,
                Part::Expression(expression) => {
                    let value = expression.evaluate_within(values, meter)?;
                    rendered += &functions::written(&value, meter)?;
                }
            }
            if rendered.len() > limits::TEXT {
                return Err(Failure::LongText);
            }
        }
        Ok(rendered)
    }
}

/// The end of the expression that starts at a place: the position of its closing brace.
fn closing(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(letter) = text[at..].chars().next() {
        match letter {
            '\'' | '"' => {
                at = syntax::literal_end(text, at)?;
                continue;
            }
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
        at += letter.len_utf8();
    }
    None
}

fn moved(mut problem: Problem, by: usize) -> Problem {
    problem.span = problem.span.start + by..problem.span.end + by;
    problem
}
