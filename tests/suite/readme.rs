//! The README is a tested transcript: what it shows is what svcc does.

use std::process::Command;

use crate::outcome::{Outcome, repository};

/// The fences of a text in one language, with the line that each begins on.
fn fences<'a>(text: &'a str, language: &str) -> Vec<(usize, &'a str)> {
    let head = format!("```{language}\n");
    let starts = text.match_indices(&head).filter(|(at, _)| *at == 0 || text[..*at].ends_with('\n'));
    let fences: Vec<_> = starts
        .map(|(at, head)| {
            let body = &text[at + head.len()..];
            let end = body.find("```").expect("a fence ends");
            (text[..at].matches('\n').count() + 1, &body[..end])
        })
        .collect();
    assert!(!fences.is_empty(), "no {language} fences");
    fences
}

fn readme() -> String {
    std::fs::read_to_string(repository("README.md")).unwrap()
}

/// What a command prints, stdout before stderr, as on a terminal without colours.
fn run(command: &str) -> String {
    let mut words = command.split(' ');
    assert_eq!(words.next(), Some("svcc"), "only svcc is run: {command}");
    let output = Command::new(env!("CARGO_BIN_EXE_svcc"))
        .args(words)
        .current_dir(repository(""))
        .env("NO_COLOR", "1")
        .env("TERM", "xterm")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    for (line, fence) in fences(&readme(), "console") {
        let mut commands = fence.split("$ ").skip(1).peekable();
        assert!(commands.peek().is_some(), "README.md:{line} shows no command");
        for command in commands {
            let (command, shown) = command.split_once('\n').unwrap();
            assert_eq!(run(command), shown, "README.md:{line}: `{command}`");
        }
    }
}

#[test]
fn every_program_of_the_readme_builds() {
    for (line, fence) in fences(&readme(), "svc") {
        let outcome = Outcome::of_text("readme.svc", fence);
        assert!(outcome.report.is_empty(), "README.md:{line}\n{}", outcome.findings());
        assert_eq!(svcc::workspace::format(fence), fence, "README.md:{line} is not formatted");
    }
}

#[test]
fn before_and_after_are_one_program() {
    let readme = readme();
    let yaml = fences(&readme, "yaml");
    let svc = fences(&readme, "svc");
    assert_eq!(Outcome::of_text("readme.svc", svc[0].1).yaml(), yaml[0].1);
    let lines = |text: &str| text.lines().count();
    let said = format!("{} lines of YAML, {} of svc", lines(yaml[0].1), lines(svc[0].1));
    assert!(readme.contains(&said), "the README does not say `{said}`");
}

#[test]
fn every_link_leads_somewhere() {
    let readme = readme();
    let mut links = 0;
    for part in readme.split("](").skip(1) {
        let target = part.split([')', '#']).next().unwrap();
        if !target.contains("://") && !target.is_empty() {
            assert!(repository(target).exists(), "README.md leads to {target}");
            links += 1;
        }
    }
    assert!(links > 3);
}
