//! Keeping it running: looking whether everything is as it should be, also where the program itself cannot.

pub mod doctor;
