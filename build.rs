//! A new migration file must be seen without a clean build: `embed_migrations!` alone tracks only the files it knew.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
