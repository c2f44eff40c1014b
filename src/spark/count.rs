use super::{
    Problem, Sourced, Stage, Unjudged,
    conf::{Conf, Setting},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The minimum at any time.
    pub min: u32,
    /// The number when the application starts.
    pub initial: u32,
    /// The maximum; `None` if there is no limit.
    pub max: Option<u32>,
}

impl Count {
    /// The same number at all times.
    #[must_use]
    pub fn fixed(number: u32) -> Self {
        Self {
            min: number,
            initial: number,
            max: Some(number),
        }
    }
}

/// Spark's default number of executors.
const DEFAULT_EXECUTORS: u32 = 2;

/// The number of executors that Spark requests.
///
/// Source: Spark's `SchedulerBackendUtils.getInitialTargetExecutorNumber` and
/// `Utils.getDynamicAllocationInitialExecutors`.
///
/// # Errors
/// A number is invalid, or the bounds contradict each other.
pub(super) fn executors(conf: &Conf<'_>) -> Result<Count, Unjudged> {
    let is_dynamic = match conf.get("spark.dynamicAllocation.enabled") {
        Some(setting) if !setting.is_boolean() => {
            let reason = "neither `true` nor `false`";
            return Err(setting.refused(Stage::DriverStart, Problem::Quantity, reason));
        }
        enabled => enabled.is_some_and(Setting::is_true),
    };
    let instances = number(conf, "spark.executor.instances")?;
    if !is_dynamic && let Some((0, setting)) = instances {
        return Err(setting.refused(
            Stage::SparkSubmit,
            Problem::Quantity,
            "Spark needs at least one executor",
        ));
    }
    let value = |bound: Option<(u32, _)>| bound.map(|(number, _)| number);
    if !is_dynamic {
        return Ok(Count::fixed(value(instances).unwrap_or(DEFAULT_EXECUTORS)));
    }
    let bound = |name: &str| number(conf, &format!("spark.dynamicAllocation.{name}Executors"));
    let (min, initial, max) = (bound("min")?, bound("initial")?, bound("max")?);
    let floor = value(min).unwrap_or_default();
    let starts = [min, initial, instances];
    let initial = starts.into_iter().filter_map(value).fold(0, u32::max);
    if let Some((ceiling, setting)) = max
        && initial > ceiling
    {
        let reason = format!("the application starts with {initial} executors, which is more");
        let refused = setting.refused(Stage::DriverStart, Problem::Bounds, &reason);
        let starts = starts.into_iter().flatten();
        let starts = starts.filter(|(number, _)| *number > ceiling);
        let starts = starts.map(|(number, setting)| setting.sourced(number.to_string()));
        return Err(refused.because_of(starts));
    }
    Ok(Count {
        min: floor,
        initial,
        max: value(max),
    })
}

/// The settings that determine the number of executors.
pub(super) fn settings_of_executors(conf: &Conf<'_>) -> Vec<Sourced<String>> {
    const NAMES: [&str; 5] = [
        "spark.executor.instances",
        "spark.dynamicAllocation.enabled",
        "spark.dynamicAllocation.minExecutors",
        "spark.dynamicAllocation.initialExecutors",
        "spark.dynamicAllocation.maxExecutors",
    ];
    let settings = NAMES.iter().filter_map(|name| conf.get(name));
    settings
        .map(|setting| setting.sourced(setting.value.clone().into_owned()))
        .collect()
}

/// The maximum of an `Int` in Spark and of an `int32` in the API server.
const LARGEST: u32 = i32::MAX.unsigned_abs();

fn number<'c, 'd>(
    conf: &'c Conf<'d>,
    key: &str,
) -> Result<Option<(u32, &'c Setting<'d>)>, Unjudged> {
    let Some(setting) = conf.get(key) else {
        return Ok(None);
    };
    match super::trim::trim(&setting.value)
        .parse::<u64>()
        .map(u32::try_from)
    {
        Ok(Ok(number)) if number <= LARGEST => Ok(Some((number, setting))),
        Ok(_) => Err(setting.refused(
            Stage::SparkSubmit,
            Problem::Quantity,
            "more than 2147483647, the largest number that Spark takes",
        )),
        Err(_) => Err(setting.refused(Stage::SparkSubmit, Problem::Quantity, "not a whole number")),
    }
}
