//! What the API server fills in. Static defaults are a table per kind: path, when, value. They are put into the copy
//! that rules read and compared with live objects, and never written out.

pub mod service;
