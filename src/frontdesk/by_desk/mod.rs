//! What the people at the desk book, move and cancel: by the same roads as callers, once per form.

pub(crate) mod book;
pub(crate) mod change;
pub(crate) mod form_view;
