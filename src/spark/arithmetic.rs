//! Spark's arithmetic: a pod's memory as computed from heap and settings.
//!
//! Source: Apache Spark's `BasicDriverFeatureStep`, `BasicExecutorFeatureStep` and `ResourceProfile`, versions 3.0 to
//! 4.3, checked case by case against the pods that Spark's own classes built (`testdata/spark/oracle.json`). All sizes
//! are whole MiB; the product with a factor is a 64-bit floating-point number, truncated rather than rounded.

use super::{
    Origin, Problem, Role, Sourced, SparkVersion, Stage, SubmitSpark, Unjudged,
    byte_size::{self, DefaultUnit, SizeError},
    conf::{Conf, Setting},
    trim::trim,
};
use crate::kube::Mib;

/// The memory of Spark's own container: request and limit are the sum of the parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// The JVM heap: `memory`.
    pub heap: Sourced<Mib>,
    /// Memory outside of the heap.
    pub overhead: Overhead,
    /// `spark.memory.offHeap.size`; only executors have it.
    pub off_heap: Option<Sourced<Mib>>,
    /// `spark.executor.pyspark.memory`; only executors of Python applications have it.
    pub pyspark: Option<Sourced<Mib>>,
}

/// The overhead and its cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Overhead {
    /// A negative explicit overhead makes the pod smaller than the heap.
    pub mib: i64,
    pub reason: OverheadReason,
}

/// The cause of an overhead.
#[derive(Clone, Debug, PartialEq)]
pub enum OverheadReason {
    /// A configured size.
    Explicit(Origin),
    /// A fraction of the heap, but at least a minimum.
    Share {
        factor: Factor,
        /// The smallest overhead that Spark adds.
        minimum: Mib,
    },
}

/// The fraction of the heap that is added to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    pub value: f64,
    /// The setting; `None` for the default of the language.
    pub origin: Option<Origin>,
}

impl Memory {
    /// The sum of all parts: the pod's request.
    #[must_use]
    pub fn total(&self) -> Mib {
        self.with(self.heap.value.0, self.overhead.mib)
    }

    /// The largest heap with which the request is at most `room`; `None` if there is none.
    #[must_use]
    pub fn largest_heap_in(&self, room: Mib) -> Option<Mib> {
        let total = |heap| match &self.overhead.reason {
            OverheadReason::Explicit(_) => self.with(heap, self.overhead.mib),
            OverheadReason::Share { factor, minimum } => {
                self.with(heap, share(Mib(heap), factor.value, *minimum))
            }
        };
        // The request grows with the heap, so a binary search finds the largest one that fits.
        let (mut low, mut high) = (0, room.0);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if total(middle) <= room {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        (low > 0).then_some(Mib(low))
    }

    fn with(&self, heap: u64, overhead: i64) -> Mib {
        let parts = [&self.off_heap, &self.pyspark]
            .into_iter()
            .flatten()
            .map(|part| part.value.0);
        Mib(parts
            .fold(heap, u64::saturating_add)
            .saturating_add_signed(overhead))
    }
}

/// The language of an application's main file. It determines the default overhead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Java or Scala; Spark's default for unknown files.
    Jvm,
    /// A main file that ends in `.py`.
    Python,
    /// A main file that ends in `.R` or `.r`.
    R,
}

impl Language {
    /// The language that `spark-submit` derives from the name of the main file; it ignores `spec.type`.
    #[must_use]
    pub fn from_main_file(name: &str) -> Self {
        match name.rsplit_once('.') {
            Some((_, "py")) => Self::Python,
            Some((_, "R" | "r")) => Self::R,
            _ => Self::Jvm,
        }
    }

    fn default_factor(self) -> f64 {
        match self {
            Self::Jvm => 0.1,
            Self::Python | Self::R => 0.4,
        }
    }
}

/// The minimum overhead, unless `spark.{driver,executor}.minMemoryOverhead` is set.
const MINIMUM_OVERHEAD: Mib = Mib(384);

/// The default heap.
const DEFAULT_HEAP: Mib = Mib(1024);

/// The Spark settings, and how they apply to one role.
#[derive(Clone, Copy)]
pub(super) struct RoleConf<'c, 'd> {
    pub(super) conf: &'c Conf<'d>,
    /// The Spark version that builds this role's pod.
    pub(super) version: SparkVersion,
    /// The Spark whose `spark-submit` validates the settings of all roles.
    pub(super) submit: SubmitSpark,
    pub(super) language: Language,
    pub(super) role: Role,
}

impl<'c, 'd> RoleConf<'c, 'd> {
    /// The memory of the role's container.
    ///
    /// # Errors
    /// The first setting that Spark rejects.
    pub(super) fn memory(self) -> Result<Memory, Unjudged> {
        let heap = self.heap()?;
        let overhead = self.overhead(heap.value)?;
        let (off_heap, pyspark) = match self.role {
            Role::Executor => (self.off_heap()?, self.pyspark()?),
            _ => (None, None),
        };
        Ok(Memory {
            heap,
            overhead,
            off_heap,
            pyspark,
        })
    }

    /// The other memory settings of the container that Spark rejects.
    pub(super) fn refused_beside(self, first: &Unjudged) -> Vec<Unjudged> {
        let heap = self.heap();
        let size = heap.as_ref().map_or(DEFAULT_HEAP, |heap| heap.value);
        let mut refused = vec![heap.err(), self.overhead(size).err()];
        if self.role == Role::Executor {
            refused.extend([self.off_heap().err(), self.pyspark().err()]);
        }
        let refused = refused.into_iter().flatten();
        refused.filter(|refused| refused != first).collect()
    }

    pub(super) fn heap(self) -> Result<Sourced<Mib>, Unjudged> {
        let Some(setting) = self.setting("memory") else {
            return Ok(Sourced {
                value: DEFAULT_HEAP,
                origin: self.conf.default_origin("memory", self.role),
            });
        };
        // `spark-submit` reads a number without a unit as bytes here, and only checks that it is positive.
        let bytes = byte_size::bytes(&setting.value, DefaultUnit::Byte, self.submit.version);
        match bytes {
            Ok(0) => {
                return Err(setting.refused(
                    Stage::SparkSubmit,
                    Problem::Memory,
                    "it must be greater than zero",
                ));
            }
            Ok(_) => {}
            Err(reason) => {
                return Err(setting.refused(Stage::SparkSubmit, Problem::Memory, &reason));
            }
        }
        self.size(setting, DefaultUnit::Mib)
    }

    fn overhead(self, heap: Mib) -> Result<Overhead, Unjudged> {
        let explicit = self.setting("memoryOverhead").or_else(|| {
            // The names of Spark 2.2 and older still work.
            self.conf
                .get(&format!("spark.yarn.{}.memoryOverhead", self.role))
        });
        // Spark parses the factor even if an explicit overhead makes it irrelevant.
        let factor = self.factor()?;
        if let Some(setting) = explicit {
            let size = byte_size::signed_mib(&setting.value, DefaultUnit::Mib, self.version)
                .and_then(|mib| {
                    if mib < 0 && self.role == Role::Executor {
                        Err(negative())
                    } else {
                        Ok(mib)
                    }
                });
            return match size {
                Ok(mib) => Ok(Overhead {
                    mib,
                    reason: OverheadReason::Explicit(setting.origin()),
                }),
                Err(reason) => Err(setting.refused(self.pod_stage(), Problem::Memory, &reason)),
            };
        }
        let minimum = self.minimum_overhead()?;
        Ok(Overhead {
            mib: share(heap, factor.value, minimum),
            reason: OverheadReason::Share { factor, minimum },
        })
    }

    fn factor(self) -> Result<Factor, Unjudged> {
        let global = match self.conf.get("spark.kubernetes.memoryOverheadFactor") {
            Some(setting) => {
                let accepts = |factor: f64| {
                    factor >= 0.0 && (factor < 1.0 || self.version >= SparkVersion::new(3, 3))
                };
                let wanted = if self.version < SparkVersion::new(3, 3) {
                    "at least 0 and less than 1"
                } else {
                    "at least 0"
                };
                // Both pods depend on it, and an older Spark may build the executors.
                let is_taken_for_driver = self.submit.version >= SparkVersion::new(3, 3);
                let stage = if is_taken_for_driver && self.version < SparkVersion::new(3, 3) {
                    self.pod_stage()
                } else {
                    Stage::DriverPod
                };
                Some(factor_of(setting, accepts, wanted, stage)?)
            }
            None => None,
        };
        if let Some(setting) = self.setting_of("memoryOverheadFactor") {
            return factor_of(
                setting,
                |factor| factor > 0.0,
                "more than 0",
                self.pod_stage(),
            );
        }
        Ok(global.unwrap_or(Factor {
            value: self.language.default_factor(),
            origin: None,
        }))
    }

    fn minimum_overhead(self) -> Result<Mib, Unjudged> {
        match self.setting_of("minMemoryOverhead") {
            None => Ok(MINIMUM_OVERHEAD),
            Some(setting) => self.size(setting, DefaultUnit::Mib).map(|size| size.value),
        }
    }

    fn off_heap(self) -> Result<Option<Sourced<Mib>>, Unjudged> {
        let enabled = self
            .conf
            .get("spark.memory.offHeap.enabled")
            .filter(|setting| setting.is_true());
        if enabled.is_none() || self.version < SparkVersion::new(3, 1) {
            return Ok(None);
        }
        if let Some(refused) = off_heap_without_size(self.conf, Stage::ExecutorPod) {
            return Err(refused);
        }
        let Some(setting) = self.conf.get("spark.memory.offHeap.size") else {
            return Ok(None);
        };
        let size = self.size(setting, DefaultUnit::Byte)?;
        if size.value.0 == 0 {
            return Err(setting.refused(
                Stage::ExecutorPod,
                Problem::Memory,
                "less than 1 MiB (a number without a unit counts bytes)",
            ));
        }
        Ok(Some(size))
    }

    fn pyspark(self) -> Result<Option<Sourced<Mib>>, Unjudged> {
        let setting = self.conf.get("spark.executor.pyspark.memory");
        let setting = setting.filter(|_| self.language == Language::Python);
        setting
            .map(|setting| self.size(setting, DefaultUnit::Mib))
            .transpose()
    }

    fn size(self, setting: &Setting<'d>, default: DefaultUnit) -> Result<Sourced<Mib>, Unjudged> {
        byte_size::mib(&setting.value, default, self.version)
            .map(|mib| setting.sourced(Mib(mib)))
            .map_err(|reason| setting.refused(self.pod_stage(), Problem::Memory, &reason))
    }

    /// `spark.driver.NAME` or `spark.executor.NAME`.
    fn setting(self, name: &str) -> Option<&'c Setting<'d>> {
        self.conf.get(&format!("spark.{}.{name}", self.role))
    }

    /// A setting that only some versions of Spark read.
    fn setting_of(self, name: &str) -> Option<&'c Setting<'d>> {
        let key = format!("spark.{}.{name}", self.role);
        self.conf.get_of(&key, self.version)
    }

    fn pod_stage(self) -> Stage {
        match self.role {
            Role::Executor => Stage::ExecutorPod,
            _ => Stage::DriverPod,
        }
    }
}

fn negative() -> SizeError {
    "Spark does not accept a negative overhead for executors".to_owned()
}

/// Off-heap memory that is enabled without a size.
pub(super) fn off_heap_without_size(conf: &Conf<'_>, stage: Stage) -> Option<Unjudged> {
    let enabled = conf.get("spark.memory.offHeap.enabled")?;
    let size = conf.get("spark.memory.offHeap.size");
    let is_nothing = size.is_none_or(|size| trim(&size.value) == "0");
    (enabled.is_true() && is_nothing).then(|| {
        let reason = "it requires a `spark.memory.offHeap.size` above 0";
        enabled.refused(stage, Problem::OffHeapSize, reason)
    })
}

fn factor_of(
    setting: &Setting<'_>,
    accepts: impl Fn(f64) -> bool,
    wanted: &str,
    stage: Stage,
) -> Result<Factor, Unjudged> {
    let text = super::trim::trim(&setting.value);
    // Java also parses `0.2f` and `0.2d`.
    let number = text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text);
    let number = if number.ends_with(|last: char| last.is_ascii_digit() || last == '.') {
        number
    } else {
        text
    };
    match number.parse::<f64>() {
        Ok(value) if accepts(value) => Ok(Factor {
            value,
            origin: Some(setting.origin()),
        }),
        Ok(_) => Err(setting.refused(
            stage,
            Problem::Memory,
            &format!("the factor must be {wanted}"),
        )),
        Err(_) => Err(setting.refused(stage, Problem::Memory, "not a number such as `0.2`")),
    }
}

/// `max((factor * heap).toInt, minimum)` in Scala.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "as in Scala"
)]
fn share(heap: Mib, factor: f64, minimum: Mib) -> i64 {
    let share = i64::from((factor * heap.0 as f64) as i32);
    share.max(i64::try_from(minimum.0).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(factor: f64) -> Memory {
        let origin = Origin {
            setting: String::new(),
            span: crate::source::Span::default(),
            written: true,
        };
        Memory {
            heap: Sourced {
                value: Mib(0),
                origin,
            },
            overhead: Overhead {
                mib: 0,
                reason: OverheadReason::Share {
                    factor: Factor {
                        value: factor,
                        origin: None,
                    },
                    minimum: MINIMUM_OVERHEAD,
                },
            },
            off_heap: None,
            pyspark: None,
        }
    }

    #[test]
    fn the_largest_heaps_are_those_computed_with_sparks_formula() {
        for (gib, jvm, python) in [
            (1, 640, 640),
            (2, 1664, 1463),
            (4, 3712, 2926),
            (8, 7448, 5852),
            (12, 11171, 8777),
            (16, 14895, 11703),
            (24, 22342, 17554),
            (32, 29789, 23406),
            (64, 59579, 46812),
            (128, 119_157, 93623),
            (512, 476_626, 374_492),
        ] {
            let room = Mib::from_gib(gib);
            assert_eq!(
                memory(0.1).largest_heap_in(room),
                Some(Mib(jvm)),
                "{gib} GiB"
            );
            assert_eq!(
                memory(0.4).largest_heap_in(room),
                Some(Mib(python)),
                "{gib} GiB"
            );
        }
        assert_eq!(memory(0.1).largest_heap_in(Mib(384)), None);
    }
}
