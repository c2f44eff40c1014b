use super::{
    Shown,
    table::{Bar, Bars, Cell, Column, Table},
};
use crate::{
    eci::PriceList,
    plan::{Landing, Plan, PlannedFile, PodPlan, TotalPrice},
    report::plan::text,
};

/// One row for each application: its price, and how much of the paid resources it uses.
pub(super) fn table(plan: &Plan, shown: &Shown<'_>) -> Table {
    let prices = plan.prices.as_ref();
    let applications = shown.applications.iter();
    let mut applications: Vec<_> = applications
        .map(|(file, rows)| Application::new(file, rows, prices))
        .collect();
    // The most expensive application comes first.
    applications.sort_by(|one, other| {
        let of = |application: &Application<'_>| application.first_hour().unwrap_or(-1.0);
        of(other).total_cmp(&of(one))
    });
    let most = applications.first().and_then(Application::first_hour);
    let has_runs = applications
        .iter()
        .any(|application| application.runs.is_some());
    let mut columns = vec![
        Column::text("Application"),
        Column::picture("Paid and used"),
        Column::number("CPU used"),
        Column::number("Memory used"),
    ];
    if let Some(prices) = prices {
        let currency = &prices.currency;
        columns.push(Column {
            is_sorted: true,
            ..Column::number(format!("{currency}/h at start"))
        });
        columns.push(Column::number(format!("{currency}/h at most")));
    }
    if has_runs {
        columns.push(Column::text("Runs"));
    }
    let rows = applications
        .iter()
        .map(|application| application.cells(most, has_runs));
    Table {
        id: "applications",
        title: "Applications",
        caption: format!(
            "The length of a bar shows {}. The filled part is the share that the pods request: CPU above, memory below.",
            match prices {
                Some(_) => "what ECI charges once the application has started",
                None => "what ECI provides once the application has started",
            }
        ),
        columns,
        rows: rows.collect(),
    }
}

struct Application<'p> {
    file: &'p PlannedFile,
    rows: &'p [PodPlan],
    /// `None` if prices are off.
    total: Option<TotalPrice>,
    /// The used shares of CPU and memory, in percent.
    used: Option<(f64, f64)>,
    runs: Option<String>,
}

impl<'p> Application<'p> {
    fn new(file: &'p PlannedFile, rows: &'p [PodPlan], prices: Option<&PriceList>) -> Self {
        let all: Vec<&PodPlan> = rows.iter().collect();
        Self {
            file,
            rows,
            total: prices.map(|prices| TotalPrice::new(rows, prices)),
            used: used(rows),
            runs: text::runs(&all, prices),
        }
    }

    fn first_hour(&self) -> Option<f64> {
        let total = self.total.filter(|total| total.priced > 0)?;
        Some(total.first_hour)
    }
}

impl Application<'_> {
    fn cells(&self, most: Option<f64>, has_runs: bool) -> Vec<Cell> {
        let name = text::application(&self.rows[0].application);
        let (cpu, memory) = self.used.unzip();
        let mut cells = vec![
            Cell::text(text::shown(&name)).with_note(text::shown(&self.file.title())),
            self.bars(most),
            self.share(cpu),
            self.share(memory),
        ];
        if let Some(total) = &self.total {
            cells.push(self.price(total, Some(total.first_hour)));
            cells.push(self.price(total, total.most_hour));
        }
        if has_runs {
            let runs = self.runs.as_deref().unwrap_or(text::NOTHING);
            cells.push(Cell::text(text::shown(runs)));
        }
        cells
    }

    /// The placeholder for a number that is unknown or does not exist.
    fn unknown(&self) -> &'static str {
        let on_eci = |row: &&PodPlan| !matches!(row.landing, Landing::Elsewhere(_));
        let row = self.rows.iter().find(on_eci);
        text::unknown_or_dash(row.unwrap_or(&self.rows[0]))
    }

    fn share(&self, share: Option<f64>) -> Cell {
        match share {
            None => Cell::number(self.unknown(), None),
            Some(share) => Cell::number(format!("{share:.0} %"), Some(share)).marked(share > 100.0),
        }
    }

    fn price(&self, total: &TotalPrice, hour: Option<f64>) -> Cell {
        match (total.priced, hour) {
            (0, _) => Cell::number(self.unknown(), None),
            (_, None) => Cell::number("no limit", None),
            (_, Some(hour)) => {
                let least = if total.unknown > 0 { "at least " } else { "" };
                Cell::number(format!("{least}{hour:.3}"), Some(hour))
            }
        }
    }

    /// The bar, whose length is relative to the highest price.
    fn bars(&self, most: Option<f64>) -> Cell {
        let length = match (self.total, self.first_hour(), most) {
            (None, ..) => 100.0,
            (Some(_), Some(hour), Some(most)) if most > 0.0 => 100.0 * hour / most,
            (Some(_), Some(_), _) => 0.0,
            (Some(_), None, _) if self.unknown() == "?" => return Cell::text("price unknown"),
            (Some(_), None, _) => return Cell::text("not on ECI"),
        };
        let Some((cpu, memory)) = self.used else {
            return Cell::text(self.unknown());
        };
        let bar = |y, share: f64| Bar {
            y,
            class: if share > 100.0 { "over" } else { "used" },
            used: format!("{:.2}", length * share.min(100.0) / 100.0),
        };
        Cell {
            bars: Some(Bars {
                words: format!("CPU {cpu:.0} %, memory {memory:.0} % of what is paid"),
                paid: format!("{length:.2}"),
                drawn: vec![bar(1, cpu), bar(9, memory)],
            }),
            ..Cell::default()
        }
    }
}

/// The shares of ECI's CPU and memory that the pods request once the application has started, in percent. `None` if
/// something is unknown.
#[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^52")]
fn used(rows: &[PodPlan]) -> Option<(f64, f64)> {
    let on_eci = |row: &&PodPlan| !matches!(row.landing, Landing::Elsewhere(_));
    let mut asked = (0.0, 0.0);
    let mut given = (0.0, 0.0);
    for row in rows.iter().filter(on_eci) {
        let pods = f64::from(row.pods?.initial);
        let (instance, (cpu, memory)) = (row.given.as_ref()?, row.needs?);
        asked.0 += pods * cpu.0 as f64;
        asked.1 += pods * memory.0 as f64;
        given.0 += pods * instance.vcpu.0 as f64;
        given.1 += pods * instance.memory.0 as f64;
    }
    let is_given = given.0 > 0.0 && given.1 > 0.0;
    is_given.then(|| (100.0 * asked.0 / given.0, 100.0 * asked.1 / given.1))
}
