//! A stack and what is in it, as they were found.

use anyhow::Result;

use crate::{
    aws::Aws,
    change_set::change_sets_of_others,
    names::{POOL, USER_POOL_TYPE},
    resource::{Resource, physical_id},
    stack::Stack,
    user_pool::UserPool,
};

/// A stack as it was found: everything that the decision about its deletion needs.
#[derive(Debug)]
pub struct Found {
    pub(crate) stack: Stack,
    pub(crate) resources: Vec<Resource>,
    /// The names of change sets that were not made here, if the stack is but a name.
    pub(crate) change_sets: Vec<String>,
    /// The pool that the stack made, as it is now.
    pub(crate) pool: Option<UserPool>,
    /// Whether CloudFormation lets it stay, by the template that the stack was made of.
    pub(crate) pool_is_retained: bool,
}

impl Found {
    /// Asks AWS for what is in a stack.
    ///
    /// # Errors
    /// Where AWS cannot be asked, or refuses to say.
    pub fn of(aws: &Aws, stack: Stack) -> Result<Self> {
        let resources = stack.resources(aws)?;
        let pool = match physical_id(&resources, POOL, USER_POOL_TYPE) {
            Some(id) => UserPool::find(aws, id)?,
            None => None,
        };
        let pool_is_retained = pool.is_some() && stack.retains(aws, POOL)?;
        let change_sets = if stack.is_empty() {
            change_sets_of_others(aws, &stack)?
        } else {
            Vec::new()
        };
        Ok(Self {
            stack,
            resources,
            change_sets,
            pool,
            pool_is_retained,
        })
    }

    /// AWS's name for a resource of the stack, if it still has it.
    pub(crate) fn physical_id(&self, logical_id: &str, kind: &str) -> Option<&str> {
        physical_id(&self.resources, logical_id, kind)
    }
}
