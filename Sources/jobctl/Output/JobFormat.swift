// `--format '{id} {state} {name}'`: a line a job, made of its fields.

/// A line with places for fields.
struct JobFormat: Equatable, Sendable {
  /// What is wrong with one, in words.
  struct Failure: Error, Equatable {
    let detail: String
  }

  enum Part: Equatable, Sendable {
    case text(String)
    case field(JobField)
  }

  let parts: [Part]

  /// `{name}` is a field, `{{` and `}}` are braces, `\t`, `\n` and `\\` what they are elsewhere.
  init(parsing text: String) throws(Failure) {
    var parts: [Part] = []
    var literal = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      switch (character, rest.first) {
      case ("{", "{"), ("}", "}"), ("\\", "\\"): literal.append(rest.removeFirst())
      case ("\\", "t"), ("\\", "n"): literal.append(rest.removeFirst() == "t" ? "\t" : "\n")
      case ("{", _):
        guard let end = rest.firstIndex(of: "}") else {
          throw Failure(detail: "a { has no }; write {{ for a brace that is meant as one")
        }
        let name = String(rest[..<end])
        guard let field = JobField(rawValue: name) else {
          throw Failure(detail: "{\(name)} is no field of a job; there are: \(JobField.known)")
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        literal = ""
        parts.append(.field(field))
        rest = rest[rest.index(after: end)...]
      case ("}", _): throw Failure(detail: "a } has no {; write }} for a brace that is meant as one")
      default: literal.append(character)
      }
    }
    if !literal.isEmpty { parts.append(.text(literal)) }
    self.parts = parts
  }

  /// The line of a job; a value is on one line whatever is in it.
  func line(_ row: ListedJob) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .field(let field): SafeText.escaped(field.text(of: row))
      }
    }.joined()
  }
}
