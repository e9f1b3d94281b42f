//! The light Markdown of pages and answers, for a terminal: headings stand out, text wraps, code is indented.

const BOLD: &str = "\x1b[1m";
const CODE: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";
const INDENT: &str = "  ";

/// Draws a page. The title stands at the margin, sections under it, and what a section says is indented.
pub fn render(page: &str, colour: bool, width: usize) -> String {
    let mut drawing = Drawing { out: String::with_capacity(page.len() * 2), colour, width, paragraph: String::new() };
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            drawing.end_paragraph();
            for code in lines.by_ref().take_while(|line| !line.starts_with("```")) {
                drawing.code(code);
            }
        } else if let Some(heading) = line.strip_prefix("## ").or(line.strip_prefix("# ")) {
            drawing.end_paragraph();
            drawing.heading(heading);
        } else if line.is_empty() {
            drawing.end_paragraph();
            drawing.blank();
        } else if line.starts_with("- ") {
            drawing.end_paragraph();
            drawing.paragraph.push_str(line);
        } else {
            if !drawing.paragraph.is_empty() {
                drawing.paragraph.push(' ');
            }
            drawing.paragraph.push_str(line.trim());
        }
    }
    drawing.end_paragraph();
    let mut out = drawing.out.trim_end().to_string();
    out.push('\n');
    out
}

struct Drawing {
    out: String,
    colour: bool,
    width: usize,
    paragraph: String,
}

impl Drawing {
    fn heading(&mut self, text: &str) {
        if self.colour {
            self.out.push_str(BOLD);
        }
        self.out.push_str(text);
        if self.colour {
            self.out.push_str(RESET);
        }
        self.out.push('\n');
    }

    fn code(&mut self, line: &str) {
        if !line.is_empty() {
            self.out.push_str(INDENT);
            self.out.push_str(INDENT);
            self.out.push_str(line);
        }
        self.out.push('\n');
    }

    fn blank(&mut self) {
        if !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.is_empty() {
            return;
        }
        let hang = if paragraph.starts_with("- ") { "    " } else { INDENT };
        let mut column = 0;
        // Within backquotes, on whichever line: colours end with the line and begin again on the next.
        let mut quoted = false;
        for word in paragraph.split(' ') {
            // Backquotes are not drawn where colour takes their place.
            let length = word.chars().filter(|c| !self.colour || *c != '`').count();
            if column > 0 && column + 1 + length > self.width {
                self.out.push('\n');
                self.out.push_str(hang);
                column = hang.len();
            } else if column > 0 {
                self.out.push(' ');
                column += 1;
            } else {
                self.out.push_str(INDENT);
                column = INDENT.len();
            }
            self.word(word, &mut quoted);
            column += length;
        }
        self.out.push('\n');
    }

    fn word(&mut self, word: &str, quoted: &mut bool) {
        if !self.colour {
            self.out.push_str(word);
            return;
        }
        for (at, piece) in word.split('`').enumerate() {
            if at > 0 {
                *quoted = !*quoted;
            }
            if piece.is_empty() {
                continue;
            }
            if *quoted {
                self.out.push_str(CODE);
                self.out.push_str(piece);
                self.out.push_str(RESET);
            } else {
                self.out.push_str(piece);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::render;

    const PAGE: &str = "# X: a title\n\n## What\n\nSome `code here` and\nmore words.\n\n```svc bad\napp web {\n\n}\n```\n\n- one\n- two\n";

    #[test]
    fn plain() {
        let wanted =
            "X: a title\n\nWhat\n\n  Some `code here` and more words.\n\n    app web {\n\n    }\n\n  - one\n  - two\n";
        assert_eq!(render(PAGE, false, 80), wanted);
    }

    #[test]
    fn coloured_and_wrapped() {
        let drawn = render("Some `code here` and", true, 12);
        assert_eq!(drawn, "  Some \x1b[36mcode\x1b[0m\n  \x1b[36mhere\x1b[0m and\n");
        assert!(render("# T", true, 80).starts_with("\x1b[1mT\x1b[0m"));
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let drawn = render(&"word ".repeat(100), false, 40);
        assert!(drawn.lines().count() > 5 && drawn.lines().all(|line| line.chars().count() <= 40));
    }

    #[test]
    fn a_fence_that_is_never_closed_ends_with_the_page() {
        assert_eq!(render("```\na", false, 80), "    a\n");
        assert_eq!(render("", false, 80), "\n");
    }
}
