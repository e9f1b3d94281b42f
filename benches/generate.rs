//! Writes the sources of N apps, for svcc and its peers: `cargo run --example generate -- N FOLDER`.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, clippy::print_stderr)] // a tool of the benchmarks

use std::path::Path;
use std::process::ExitCode;

#[path = "support/generator.rs"]
mod generator;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, folder] = arguments.as_slice() else {
        eprintln!("generate: N FOLDER");
        return ExitCode::from(2);
    };
    let written = match count.parse::<usize>() {
        Ok(count) if count > 0 => write(count, Path::new(folder)),
        _ => Err(std::io::Error::other("N is a number above 0")),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("generate: {error}");
            ExitCode::from(2)
        }
    }
}

fn write(count: usize, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("svc"))?;
    for (path, text) in generator::svc(count) {
        std::fs::write(folder.join("svc").join(path), text)?;
    }
    std::fs::write(folder.join("apps.jsonnet"), generator::jsonnet(count))?;
    std::fs::write(folder.join("untyped.pkl"), include_str!("peers/untyped.pkl"))?;
    std::fs::write(folder.join("typed.pkl"), include_str!("peers/typed.pkl"))?;
    std::fs::write(folder.join("apps-untyped.pkl"), generator::pkl(count, false))?;
    std::fs::write(folder.join("apps-typed.pkl"), generator::pkl(count, true))
}
