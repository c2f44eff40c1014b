use super::{Given, Landing, PodPlan};
use crate::eci::{PriceList, Unpriced};

/// The price of the pods of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RowPrice {
    /// They do not run on ECI, which charges nothing.
    NotOnEci,
    /// It is unknown for this reason.
    Unknown(Unpriced),
    /// It is known.
    Known(Price),
}

/// Prices of pods per hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// One pod.
    pub pod_hour: f64,
    /// All pods at the start; `None` if their number is unknown.
    pub first_hour: Option<f64>,
    /// The maximum number of pods; `None` without a limit.
    pub most_hour: Option<f64>,
}

/// The price of several rows together per hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TotalPrice {
    /// All pods at the start whose price is known.
    pub first_hour: f64,
    /// The maximum number of pods; `None` without a limit.
    pub most_hour: Option<f64>,
    /// The part of `first_hour` for pods that may also run on other nodes.
    pub maybe_first_hour: f64,
    /// The number of rows with a price.
    pub priced: usize,
    /// The number of rows on ECI without a known price.
    pub unknown: usize,
    /// The number of rows that are not on ECI.
    pub elsewhere: usize,
}

impl RowPrice {
    /// The price, if it is known.
    #[must_use]
    pub fn known(self) -> Option<Price> {
        match self {
            Self::Known(price) => Some(price),
            Self::NotOnEci | Self::Unknown(_) => None,
        }
    }
}

impl PodPlan {
    /// The price of the row.
    #[must_use]
    pub fn price(&self, prices: &PriceList) -> RowPrice {
        if matches!(self.landing, Landing::Elsewhere(_)) {
            return RowPrice::NotOnEci;
        }
        let size = self.given.as_ref().map(Given::size);
        let pod_hour = match prices.pod_hour(size, &self.bill) {
            Ok(pod_hour) => pod_hour,
            Err(why) => return RowPrice::Unknown(why),
        };
        let of = |pods: u32| f64::from(pods) * pod_hour;
        RowPrice::Known(Price {
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
            let price = match row.price(prices) {
                RowPrice::NotOnEci => {
                    total.elsewhere += 1;
                    continue;
                }
                RowPrice::Unknown(_) => None,
                RowPrice::Known(price) => Some(price),
            };
            let Some((price, first)) = price.and_then(|price| Some((price, price.first_hour?)))
            else {
                total.unknown += 1;
                continue;
            };
            total.priced += 1;
            total.first_hour += first;
            if matches!(row.landing, Landing::Maybe(_)) {
                total.maybe_first_hour += first;
            }
            total.most_hour = total
                .most_hour
                .zip(price.most_hour)
                .map(|(sum, most)| sum + most);
        }
        total
    }
}
