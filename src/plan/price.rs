use super::{InstanceKind, PodPlan};
use crate::eci::{PriceList, Spec};

/// What pods cost by the hour, by list prices.
#[derive(Clone, Copy, Debug)]
pub struct Price {
    /// One pod.
    pub pod_hour: f64,
    /// All pods when the application starts; `None` where their number is unknown.
    pub first_hour: Option<f64>,
    /// As many pods as there may be; `None` where nothing limits their number.
    pub most_hour: Option<f64>,
}

/// What some rows cost together by the hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TotalPrice {
    /// All pods when the applications start.
    pub first_hour: f64,
    /// As many pods as there may be; `None` where nothing limits their number.
    pub most_hour: Option<f64>,
    /// How many rows have a price.
    pub priced: usize,
    /// How many rows have no known price.
    pub unknown: usize,
}

impl PodPlan {
    /// What the row costs. `None` if ECI bills it by an ECS instance type, and if the instance or a price is
    /// unknown.
    #[must_use]
    pub fn price(&self, prices: &PriceList) -> Option<Price> {
        let given = self.given.as_ref()?;
        if given.kind == InstanceKind::InstanceType {
            return None;
        }
        let spec = Spec {
            vcpu: given.vcpu,
            memory: given.memory,
        };
        let pod_hour = prices.pod_hour(spec, self.billing)?;
        let of = |pods: u32| f64::from(pods) * pod_hour;
        Some(Price {
            pod_hour,
            first_hour: self.pods.map(|pods| of(pods.initial)),
            most_hour: self.pods.and_then(|pods| pods.max).map(of),
        })
    }
}

impl TotalPrice {
    /// The sum over rows.
    pub fn new<'r>(rows: impl IntoIterator<Item = &'r PodPlan>, prices: &PriceList) -> Self {
        let mut total = Self {
            most_hour: Some(0.0),
            ..Self::default()
        };
        for row in rows {
            let price = row.price(prices);
            let Some((price, first)) = price.and_then(|price| Some((price, price.first_hour?)))
            else {
                total.unknown += 1;
                continue;
            };
            total.priced += 1;
            total.first_hour += first;
            total.most_hour = total
                .most_hour
                .zip(price.most_hour)
                .map(|(sum, most)| sum + most);
        }
        total
    }
}
