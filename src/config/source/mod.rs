//! Where a configuration comes from: the file, credentials, the environment, arguments. They become one tree, each value of
//! which knows where it was said, and the tree is fitted to the shape of the structs.
//!
//! Nothing here knows a key: names of variables and what may stand where follow from the structs.

pub(super) mod fault;
pub(super) mod fit;
pub(super) mod layers;
pub(super) mod near;
pub(super) mod node;
pub(super) mod origin;
pub(super) mod shape;
pub(super) mod spoken;
pub(super) mod text;
pub(super) mod trace;
