//! The arguments of commands about the configuration itself.

use crate::cli::console::arguments::Common;
use crate::config::Given;
use std::path::PathBuf;

/// Where the configuration comes from.
#[derive(clap::Args)]
pub(crate) struct ConfigArguments {
    /// The configuration.
    #[arg(long, default_value = "appliance.toml")]
    pub config: PathBuf,
    /// Sets a key for this run, over the file and the environment: --set server.listen=127.0.0.1:0. Lists are a,b or
    /// ["a", "b"]. Not for secrets. Several times.
    #[arg(long, value_name = "SECTION.KEY=VALUE")]
    pub set: Vec<String>,
}

impl<'a> From<&'a ConfigArguments> for Given<'a> {
    fn from(arguments: &'a ConfigArguments) -> Given<'a> {
        Given { path: &arguments.config, set: &arguments.set }
    }
}

impl<'a> From<&'a Common> for Given<'a> {
    fn from(common: &'a Common) -> Given<'a> {
        Given { path: &common.config, set: &common.set }
    }
}

/// What stands below the help of commands that read the configuration.
pub(crate) const HELP: &str = "\
A key of appliance.toml counts from the strongest of: --set section.key=value; the environment's CHAIRSIDE_SECTION_KEY (for
secrets also CHAIRSIDE_SECTION_KEY_FILE, the name of a file); for secrets a credential of the service manager,
$CREDENTIALS_DIRECTORY/section.key; the file (for secrets also key_file); the default.
`chairside config keys` explains every key with its variable and default, `chairside config show` tells what is in force.";
