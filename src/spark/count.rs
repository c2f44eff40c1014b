use super::{
    Problem, Sourced, Stage, Unjudged,
    conf::{Conf, Setting},
};

/// How many pods of a role there will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// At any time.
    pub min: u32,
    /// When the application starts.
    pub initial: u32,
    /// At most; `None` where nothing limits it.
    pub max: Option<u32>,
}

impl Count {
    /// Always as many.
    #[must_use]
    pub fn fixed(number: u32) -> Self {
        Self {
            min: number,
            initial: number,
            max: Some(number),
        }
    }
}

/// Spark's own number of executors, where neither the application nor an operator says one.
const DEFAULT_EXECUTORS: u32 = 2;

/// The number of executors.
///
/// Source: Spark's `SchedulerBackendUtils.getInitialTargetExecutorNumber` and
/// `Utils.getDynamicAllocationInitialExecutors`.
///
/// # Errors
/// A number that is none, and bounds that contradict each other.
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

/// The settings that say how many executors there are.
pub(super) fn settings_of_executors(conf: &Conf<'_>) -> Vec<Sourced<String>> {
    const BOUNDS: [&str; 3] = [
        "spark.dynamicAllocation.minExecutors",
        "spark.dynamicAllocation.initialExecutors",
        "spark.dynamicAllocation.maxExecutors",
    ];
    let names = [
        "spark.executor.instances",
        "spark.dynamicAllocation.enabled",
    ];
    let is_dynamic = conf
        .get("spark.dynamicAllocation.enabled")
        .is_some_and(Setting::is_true);
    let bounds = BOUNDS.iter().filter(|_| is_dynamic);
    let settings = names.iter().chain(bounds);
    let settings = settings.filter_map(|name| conf.get(name));
    settings
        .map(|setting| setting.sourced(setting.value.clone().into_owned()))
        .collect()
}

/// An `Int` to Spark, and an `int32` to the API server.
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
