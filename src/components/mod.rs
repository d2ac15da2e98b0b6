//! What pages share: one file a component.

mod alert;
mod claim_table;
mod focus;
mod folded;
mod guide_link;
mod heading;
mod latest;
mod log_in_link;
mod notice;
mod panel;
mod renewal;
mod status;
mod units;

pub(crate) use alert::{Alert, failure_key};
pub(crate) use claim_table::ClaimTable;
pub(crate) use focus::{focus, take_focus};
pub(crate) use folded::Folded;
pub(crate) use guide_link::GuideLink;
pub(crate) use heading::{FirstPage, Heading};
pub(crate) use latest::Latest;
pub(crate) use log_in_link::LogInLink;
pub(crate) use notice::Notice;
pub(crate) use panel::Panel;
pub(crate) use renewal::{AskedRenewal, RenewButton, RenewalStatus};
pub(crate) use status::{Status, UnderWay};
pub(crate) use units::{duration, local_date, time_left};
