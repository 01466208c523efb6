//! What every page is made of: who asks, forms, fields, the frame around it, errors, stylesheet and script.

pub(crate) mod ask;
pub(crate) mod assets;
pub(crate) mod below;
pub(crate) mod cookie;
pub(crate) mod csv;
pub(crate) mod errors;
pub(crate) mod fields;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod links;
pub(crate) mod nav;
pub(crate) mod pager;
pub(crate) mod site;
pub(crate) mod unsent;
pub(crate) mod when;
