//! A stack of `infra/template.yaml` in AWS: what is ours, what would be lost, and what may be deleted.
//!
//! `cargo xtask deploy`, `status` and `destroy` stand on it. What it decides is said in its errors;
//! it prints nothing, and asks AWS by the `aws` command line alone.
//!
//! * [`Stack`] is a stack as it stands, [`check_may_change`] says whether it is one of this template.
//! * [`Template`] and [`Parameters`] are what it is to be, [`ChangeSet`] is what CloudFormation would do
//!   for that, [`check_losses`] refuses what nobody has named, [`Events`] is what it does then.
//! * [`Bucket`] takes the files of a build, in the order of [`Upload`].
//! * [`Deletion`] is the one way to delete a stack and what it leaves; [`LeftBehind`] is what is still there
//!   of one that is gone.

mod aws;
mod bucket;
mod change;
mod change_set;
mod config_json;
mod deletion;
mod error_hints;
mod events;
mod found;
mod left_behind;
mod losses;
pub mod names;
mod ownership;
mod parameter;
mod resource;
mod stack;
mod stack_name;
mod template;
mod upload;
mod user_pool;
mod validate_parameters;

pub use aws::Aws;
pub use bucket::{Bucket, UploadOutcome};
pub use change::Change;
pub use change_set::ChangeSet;
pub use config_json::config_json;
pub use deletion::Deletion;
pub use events::{Event, Events};
pub use found::Found;
pub use left_behind::LeftBehind;
pub use losses::check_losses;
pub use ownership::check_may_change;
pub use stack::Stack;
pub use stack_name::stack_name;
pub use template::{Declared, Parameters, Template, given};
pub use upload::Upload;
pub use user_pool::UserPool;
pub use validate_parameters::{validate_parameters, validate_value};
