//! Which subcharts are enabled, under which names, and the values imported from them.
//!
//! Source: `pkg/chart/v2/util/dependencies.go` of Helm 4.1.4.

use super::{
    metadata::Import,
    tree::{Need, Node},
    values::{
        coalesce::{Stopped, coalesce_values},
        table::{Allowance, coalesce_tables, deep_copy, map_at, path_value, table},
    },
    version,
};
use crate::gotemplate::{Map, Text, Value};

/// Removes disabled dependencies and imports values.
pub(super) fn process(
    node: &mut Node,
    values: &Map,
    allowance: &mut Allowance,
) -> Result<(), Stopped> {
    enable(node, values, "", allowance)?;
    import(node, allowance)
}

fn enable(
    node: &mut Node,
    values: &Map,
    path: &str,
    allowance: &mut Allowance,
) -> Result<(), Stopped> {
    let Some(mut needs) = node.needs.take() else {
        return Ok(());
    };
    node.nodes = named(&node.nodes, &mut needs, allowance)?;
    let values = coalesce_values(node, values, false, allowance)?;
    for need in &mut needs {
        need.is_enabled = by_tags(need, &values);
        if let Some(is_enabled) = by_condition(need, &values, path) {
            need.is_enabled = is_enabled;
        }
    }
    let is_left_out = |name: &Text| {
        let mut left_out = needs.iter().filter(|need| !need.is_enabled);
        left_out.any(|need| need.name == *name)
    };
    node.nodes.retain(|inner| !is_left_out(&inner.name));
    let keep: Vec<bool> = needs.iter().map(|need| !is_left_out(&need.name)).collect();
    let mut keep = keep.into_iter();
    needs.retain(|_| keep.next().unwrap_or(true));
    for inner in &mut node.nodes {
        let path = format!("{path}{}.", inner.name.as_str());
        enable(inner, &values, &path, allowance)?;
    }
    // If no dependency is left, Helm does not even merge the values of the subcharts.
    node.needs = Some(needs).filter(|needs| !needs.is_empty());
    Ok(())
}

/// The subcharts under the names used by their parent: first those that `Chart.yaml` does not list.
fn named(
    charts: &[Node],
    needs: &mut [Need],
    allowance: &mut Allowance,
) -> Result<Vec<Node>, Stopped> {
    let is_meant = |need: &Need, chart: &Node| {
        let version = chart.metadata.text("version");
        chart.name == need.name && version::is_compatible(need.dependency.version.as_str(), version)
    };
    let mut found: Vec<Node> = charts
        .iter()
        .filter(|chart| !needs.iter().any(|need| is_meant(need, chart)))
        .cloned()
        .collect();
    for need in needs {
        let alias = &need.dependency.alias;
        if let Some(chart) = charts.iter().find(|chart| is_meant(need, chart)) {
            let mut chart = chart.clone();
            allowance.spend(weight(&chart)).ok_or(Stopped::TooMuch)?;
            if !alias.as_str().is_empty() {
                chart.name = alias.clone();
            }
            found.push(chart);
        }
        if !alias.as_str().is_empty() {
            need.name = alias.clone();
        }
    }
    Ok(found)
}

/// The cost of another copy of a chart, in values.
fn weight(node: &Node) -> usize {
    let needs = node.needs.iter().flatten().map(|need| {
        let said = &need.dependency;
        10 + said.tags.len() + said.imports.len() + said.condition.as_str().len() / 10
    });
    100 + needs.sum::<usize>() + node.nodes.iter().map(weight).sum::<usize>()
}

/// If any tag is true, tags that are false are ignored.
fn by_tags(need: &Need, values: &Map) -> bool {
    let Some(tags) = map_at(values, "tags") else {
        return true;
    };
    let mut said = need.dependency.tags.iter().filter_map(|tag| {
        let value = tags.get(tag.as_str())?;
        match value {
            Value::Bool(is_so, _) => Some(is_so),
            _ => None,
        }
    });
    match said.next() {
        None => true,
        Some(first) => first || said.any(|is_so| is_so),
    }
}

/// The first path of a condition whose value is a boolean decides.
fn by_condition(need: &Need, values: &Map, path: &str) -> Option<bool> {
    let condition = need.dependency.condition.as_str().trim();
    let mut paths = condition.split(',').filter(|path| !path.is_empty());
    paths.find_map(
        |condition| match path_value(values, &format!("{path}{condition}")) {
            Some(Value::Bool(is_so, _)) => Some(is_so),
            _ => None,
        },
    )
}

fn import(node: &mut Node, allowance: &mut Allowance) -> Result<(), Stopped> {
    for inner in &mut node.nodes {
        import(inner, allowance)?;
    }
    let Some(needs) = &node.needs else {
        return Ok(());
    };
    let values = coalesce_values(node, &Map::default(), true, allowance)?;
    let imported = Map::default();
    for need in needs {
        for Import { child, parent } in &need.dependency.imports {
            let child = format!("{}.{child}", need.name.as_str());
            if let Some(child) = table(&values, &child) {
                // A later import overrides an earlier one, unless that one is empty.
                let is_empty = child.borrow().is_empty();
                let child = if is_empty { Map::default() } else { child };
                let child = below(parent, child);
                coalesce_tables(&imported, &child, true, allowance).ok_or(Stopped::TooMuch)?;
            }
        }
    }
    let values = deep_copy(&values, allowance).ok_or(Stopped::TooMuch)?;
    coalesce_tables(&values, &imported, true, allowance).ok_or(Stopped::TooMuch)?;
    node.values = values;
    Ok(())
}

/// Nests a mapping at a path inside a new one.
fn below(path: &str, map: Map) -> Map {
    if path == "." {
        return map;
    }
    path.rsplit('.').fold(map, |inner, key| {
        let outer = Map::default();
        outer.set(key, Value::Map(inner));
        outer
    })
}
