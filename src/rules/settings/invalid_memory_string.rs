//! An invalid memory size.

use super::{Advice, refused};
use crate::{
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
    spark::{Problem, Unjudged},
};

pub(in crate::rules) const PAGE: &str = page!("ECI601-invalid-memory-string");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let problems = [Problem::Memory, Problem::OffHeapSize];
    refused(judged, &problems, |refused| match meant(refused) {
        Some(meant) => {
            let editor = judged.fixer.editor();
            let edit = editor.and_then(|editor| editor.replace(refused.origin.span, &meant));
            let title = format!("Write `{meant}`, which is the same size");
            Advice {
                help: format!("write `{meant}`: Spark's units are powers of 1024"),
                fix: judged.fixer.fix(Safety::Safe, title, [edit]),
                alternatives: Vec::new(),
            }
        }
        None => help(refused).into(),
    })
}

/// What to write where no other value has the same meaning.
fn help(refused: &Unjudged) -> String {
    let setting = refused.origin.setting.as_str();
    let value = refused.value.trim();
    if refused.problem == Problem::OffHeapSize {
        return "set `spark.memory.offHeap.size`, such as `1g`, or remove the setting".to_owned();
    }
    if setting.ends_with("Factor") {
        return match share(value) {
            Some(share) if share != value => format!("write `{share}`, in quotes"),
            _ => "write a number in quotes, such as `\"0.2\"` for a fifth of the heap".to_owned(),
        };
    }
    if setting.ends_with("emoryOverhead")
        && let Some(share) = share(value)
    {
        let factor = if setting == "memoryOverhead" {
            "`memoryOverheadFactor"
        } else {
            "`spark.kubernetes.memoryOverheadFactor"
        };
        let place = if setting == "memoryOverhead" {
            "in the application's spec"
        } else {
            "in `sparkConf`"
        };
        return format!(
            "for a share of the heap write {factor}: \"{share}\"` {place}, which applies to driver and executors; for a size write a whole number and a unit, such as `512m`"
        );
    }
    match rounded_down(value) {
        Some(size) => format!("write a whole number of a smaller unit, such as `{size}`"),
        None => "write a whole number and a unit, such as `4g` or `512m`".to_owned(),
    }
}

/// The factor that a share of the heap is: `0.2` of `0.2`, `.2` and `20%`.
fn share(text: &str) -> Option<String> {
    let percent = text.strip_suffix('%').map(str::trim_end);
    let number: f64 = percent.unwrap_or(text).parse().ok()?;
    let share = if percent.is_some() {
        number / 100.0
    } else {
        number
    };
    // Three decimals are enough for a factor.
    let share = (share * 1000.0).round() / 1000.0;
    (share > 0.0 && share < 1.0).then(|| share.to_string())
}

/// A size in MiB near to a number of GiB with decimals: `1331m` of `1.3g`.
fn rounded_down(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let number = lower.trim_end_matches("ib").trim_end_matches(['i', 'b']);
    let (whole, fraction) = number.strip_suffix('g')?.split_once('.')?;
    let digits: String = fraction.chars().take(3).collect();
    let thousandths: u64 = format!("{digits:0<3}").parse().ok()?;
    let whole: u64 = whole.parse().ok()?;
    let mib = whole
        .checked_mul(1024)?
        .checked_add(thousandths * 1024 / 1000)?;
    (1..=u64::from(u32::MAX))
        .contains(&mib)
        .then(|| format!("{mib}m"))
}

/// The size that was meant, as Spark reads it.
fn meant(refused: &Unjudged) -> Option<String> {
    let lower = refused.value.trim().to_ascii_lowercase();
    let digits = lower.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = lower.split_at(digits);
    let unit = unit
        .trim()
        .trim_end_matches("ib")
        .trim_end_matches(['i', 'b']);
    if !matches!(unit, "k" | "m" | "g" | "t") {
        return None;
    }
    let (size, unit) = match (number.split_once('.'), unit) {
        (None, _) => (number.parse().ok()?, unit),
        (Some(_), "g") => (whole_mib(number)?, "m"),
        _ => return None,
    };
    // Zero and impossibly large sizes are rejected in any unit.
    let is_size = (1..=u64::from(u32::MAX)).contains(&size);
    is_size.then(|| format!("{size}{unit}"))
}

/// `1536` for `1.5`; `None` where the result is not a whole number.
fn whole_mib(gib: &str) -> Option<u64> {
    let (whole, fraction) = gib.split_once('.')?;
    let thousandths: u64 = format!("{fraction:0<3}")
        .parse()
        .ok()
        .filter(|_| fraction.len() <= 3)?;
    let whole: u64 = whole.parse().ok()?;
    let mib = whole
        .checked_mul(1024)?
        .checked_add(thousandths.checked_mul(1024)?.div_ceil(1000))?;
    (thousandths * 1024).is_multiple_of(1000).then_some(mib)
}
