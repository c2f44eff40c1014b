use super::{Given, Landing, PodPlan};
use crate::eci::{PriceList, Unpriced};

/// What the pods of a row cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RowPrice {
    /// Nothing to ECI: they run elsewhere.
    NotOnEci,
    /// Nobody knows, because of this.
    Unknown(Unpriced),
    /// So much.
    Known(Price),
}

/// What pods cost by the hour.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    /// All pods whose price is known when the applications start.
    pub first_hour: f64,
    /// As many pods as there may be; `None` where nothing limits their number.
    pub most_hour: Option<f64>,
    /// What of `first_hour` is for pods that run on ECI or on other nodes.
    pub maybe_first_hour: f64,
    /// How many rows have a price.
    pub priced: usize,
    /// How many rows on ECI have no known price.
    pub unknown: usize,
    /// How many rows are not on ECI.
    pub elsewhere: usize,
}

impl RowPrice {
    /// The price, where it is known.
    #[must_use]
    pub fn known(self) -> Option<Price> {
        match self {
            Self::Known(price) => Some(price),
            Self::NotOnEci | Self::Unknown(_) => None,
        }
    }
}

impl PodPlan {
    /// What the row costs.
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
