//! Estimates the cost of an expression before evaluation, with assumed sizes of lists and strings.

use super::{
    limits::{self, assumed},
    problem::Problem,
    size::Size,
    tree::{Constant, Each, Kind, Loop, Node, Search},
};

/// The estimated steps of an expression; an error if they exceed the limit.
pub(super) fn cost(node: &Node) -> Result<u64, Problem> {
    let steps = Estimate::default().node(node)?.0;
    if steps <= limits::COST {
        return Ok(steps);
    }
    let shown = if steps == u64::MAX {
        "too many".to_owned()
    } else {
        steps.to_string()
    };
    let message = format!(
        "the expression could take {shown} steps; the limit is {}",
        limits::COST
    );
    let help = format!(
        "lists are assumed to have {} items and strings {} bytes: nest fewer comprehensions, or read less",
        assumed::LIST,
        assumed::TEXT
    );
    Err(Problem::new(node.span.clone(), message).help(help))
}

#[derive(Default)]
struct Estimate {
    locals: Vec<Size>,
}

type Estimated = Result<(u64, Size), Problem>;

impl Estimate {
    fn node(&mut self, node: &Node) -> Estimated {
        let (steps, size) = self.parts(node)?;
        if size.text > limits::TEXT as u64 {
            let shown = if size.text == u64::MAX {
                "too many bytes".to_owned()
            } else {
                format!("{} bytes", size.text)
            };
            let message = format!(
                "this could make a string of {shown}; the limit is {}",
                limits::TEXT
            );
            return Err(Problem::new(node.span.clone(), message));
        }
        Ok((steps.saturating_add(1), size))
    }

    fn parts(&mut self, node: &Node) -> Estimated {
        Ok(match &node.kind {
            Kind::Constant(Constant::Text(text)) => (0, Size::text(text.len() as u64)),
            Kind::Constant(_) => (0, Size::scalar()),
            Kind::Variable { .. } => (0, Size::outside()),
            Kind::Local(slot) => (0, self.locals.get(*slot).cloned().unwrap_or_default()),
            Kind::Field { of, .. } => {
                let (steps, size) = self.node(of)?;
                (steps, size.item())
            }
            Kind::Has { of, .. } => (self.node(of)?.0, Size::scalar()),
            Kind::Index { of, at, .. } => {
                let (steps, size) = self.node(of)?;
                (steps.saturating_add(self.node(at)?.0), size.item())
            }
            Kind::Not(one) => (self.node(one)?.0, Size::scalar()),
            Kind::And(pair) | Kind::Or(pair) => (self.sum(pair.iter())?, Size::scalar()),
            Kind::If(parts) => {
                let [condition, one, other] = &**parts;
                let steps = self.node(condition)?.0;
                let (one, other) = (self.node(one)?, self.node(other)?);
                (
                    steps.saturating_add(one.0.max(other.0)),
                    one.1.join(&other.1),
                )
            }
            Kind::Call {
                function,
                arguments,
            } => {
                let mut steps: u64 = 0;
                let mut sizes = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    let (of_argument, size) = self.node(argument)?;
                    steps = steps.saturating_add(of_argument);
                    sizes.push(size);
                }
                let (of_call, size) = (function.cost)(&sizes);
                (steps.saturating_add(of_call), size)
            }
            Kind::Pattern { of, pattern, what } => {
                let (steps, size) = self.node(of)?;
                let found = match what {
                    Search::Matches => Size::scalar(),
                    Search::Find => Size::text(size.text),
                    Search::FindAll(_) => Size::list(size.text, Size::text(size.text.min(64))),
                };
                let search = pattern.usual_steps(size.text);
                // Each search starts where the last one ended, and rarely scans the whole rest.
                let searches = if matches!(what, Search::FindAll(_)) {
                    2
                } else {
                    1
                };
                (steps.saturating_add(search.saturating_mul(searches)), found)
            }
            Kind::List(items) => {
                let (steps, item) = self.largest(items.iter().map(|item| &item.node))?;
                (steps, Size::list(items.len() as u64, item))
            }
            Kind::Map(entries) => {
                let keys = self.sum(entries.iter().map(|entry| &entry.key))?;
                let (steps, item) = self.largest(entries.iter().map(|entry| &entry.value))?;
                (
                    keys.saturating_add(steps),
                    Size::list(entries.len() as u64, item),
                )
            }
            Kind::Each(each) => self.each(each)?,
            Kind::Bind {
                slot, value, body, ..
            } => {
                let (of_value, size) = self.node(value)?;
                self.locals.truncate(*slot);
                self.locals.push(size);
                let (of_body, size) = self.node(body)?;
                self.locals.truncate(*slot);
                (of_value.saturating_add(of_body), size)
            }
        })
    }

    fn sum<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>) -> Result<u64, Problem> {
        let mut steps: u64 = 0;
        for node in nodes {
            steps = steps.saturating_add(self.node(node)?.0);
        }
        Ok(steps)
    }

    fn largest<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>) -> Estimated {
        let mut steps: u64 = 0;
        let mut largest = Size::default();
        for node in nodes {
            let (of_node, size) = self.node(node)?;
            steps = steps.saturating_add(of_node);
            largest = largest.join(&size);
        }
        Ok((steps, largest))
    }

    fn each(&mut self, each: &Each) -> Estimated {
        let (of_range, range) = self.node(&each.range)?;
        self.locals.truncate(each.slot);
        // A key or an index is shorter than the assumed length of a string.
        let first = if each.is_pair || each.of_keys {
            Size::text(assumed::TEXT)
        } else {
            range.item()
        };
        self.locals.push(first.clone());
        if each.is_pair {
            self.locals.push(range.item());
        }
        let of_filter = match &each.filter {
            Some(filter) => self.node(filter)?.0,
            None => 0,
        };
        let (of_body, body) = self.node(&each.body)?;
        self.locals.truncate(each.slot);
        let mut of_item = of_filter.saturating_add(of_body).saturating_add(1);
        if each.what == Loop::SortBy {
            of_item = of_item.saturating_add(u64::from(range.items.max(2).ilog2()) + 1);
        }
        let steps = of_range.saturating_add(range.items.saturating_mul(of_item));
        let size = match each.what {
            Loop::All | Loop::Exists | Loop::ExistsOne => Size::scalar(),
            Loop::Filter | Loop::SortBy => Size::list(range.items, first),
            Loop::Map | Loop::Entries => Size::list(range.items, body),
        };
        Ok((steps, size))
    }
}
