// The rules for single fields of submissions and edits; collects what is wrong instead of stopping at the first.

/// Collects the faults of a submission or an edit.
struct FieldChecks {
  private(set) var faults: [FieldFault] = []

  mutating func fault(_ field: String, _ detail: String) {
    faults.append(FieldFault(field: field, detail: detail))
  }

  mutating func name(_ name: String) {
    if name.isEmpty || name.utf8.count > Limits.nameBytesMax {
      fault("name", "must have 1 to \(Limits.nameBytesMax) bytes")
    } else if Self.hasControls(name) {
      fault("name", "must not contain \(Self.controls)")
    }
  }

  /// What is said with a cancel: a line for people, which stands in lists and on terminals.
  mutating func reason(_ reason: String?) {
    guard let reason else { return }
    if reason.utf8.count > Limits.reasonBytesMax {
      fault("reason", "must have at most \(Limits.reasonBytesMax) bytes")
    } else if Self.hasControls(reason) {
      fault("reason", "must not contain \(Self.controls)")
    }
  }

  /// What makes one text look like another, or like several lines, to those who read it: the controls of ASCII, and
  /// those beyond it, which terminals obey too; Unicode's line separators, and overrides of the direction of writing.
  static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
      default: false
      }
    }
  }

  /// What `hasControls` finds, in the words of a refusal.
  static let controls = "line breaks, control characters or overrides of the direction of writing"

  mutating func queueName(_ name: String, field: String = "queue") {
    pathWord(field, name, max: Limits.queueNameBytesMax)
  }

  mutating func scheduleName(_ name: String) {
    pathWord("name", name, max: Limits.nameBytesMax)
  }

  mutating func priority(_ priority: Int) {
    if !Limits.priorityRange.contains(priority) {
      fault("priority", "must be between \(Limits.priorityRange.lowerBound) and \(Limits.priorityRange.upperBound)")
    }
  }

  mutating func duration(_ field: String, _ micros: Int64?) {
    guard let micros else { return }
    if micros < 0 {
      fault(field, "must not be negative")
    } else if micros > Limits.durationMicrosMax {
      fault(field, "is longer than ten years")
    }
  }

  /// A limit that may be 0 or less: what has no time is not started.
  mutating func timeLimit(_ field: String, _ micros: Int64?) {
    duration(field, micros.map { max(0, $0) })
  }

  mutating func time(_ field: String, _ time: Timestamp?) {
    if let time, time >= Limits.timeMax { fault(field, "must be before the year 2200") }
  }

  mutating func start(_ start: StartRule?) {
    switch start {
    case .after(let micros)? where micros > Limits.durationMicrosMax: fault("delay", "is longer than ten years")
    case .at(let time)?: self.time("run_at", time)
    default: break
    }
  }

  mutating func retry(_ rule: RetryRule) {
    if !(1...Limits.retryAttemptsMax).contains(rule.maxAttempts) {
      fault("retry.max_attempts", "must be between 1 and \(Limits.retryAttemptsMax)")
    }
    duration("retry.initial", rule.initialMicros)
    duration("retry.max", rule.maxMicros)
    if !(rule.multiplier >= 1 && rule.multiplier <= 100) {
      fault("retry.multiplier", "must be between 1 and 100")
    }
    if !(rule.jitter >= 0 && rule.jitter <= 1) {
      fault("retry.jitter", "must be between 0 and 1")
    }
    conditions("retry.on", rule.on)
    conditions("retry.not_on", rule.notOn)
  }

  private mutating func conditions(_ field: String, _ conditions: [RetryCondition]) {
    if conditions.count > Limits.retryConditionsMax {
      fault(field, "must not list more than \(Limits.retryConditionsMax) conditions")
    }
    for condition in conditions {
      switch condition {
      case .exitCode(let code):
        if !(1...255).contains(code) { fault(field, "exit code \(code) is not between 1 and 255") }
      case .reason(let name):
        if !Reason.retryable.contains(where: { $0.name == name }) {
          let known = Reason.retryable.map(\.name).joined(separator: ", ")
          fault(field, "\"\(name.firstBytes(60))\" is not a reason; use an exit code or one of \(known)")
        }
      }
    }
  }

  mutating func tags(_ tags: [String: String]) {
    if tags.count > Limits.tagCountMax { fault("tags", "must not be more than \(Limits.tagCountMax)") }
    for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
      let field = "tags.\(key.firstBytes(Limits.tagKeyBytesMax))"
      if !Self.isWord(key, max: Limits.tagKeyBytesMax) {
        fault(field, "a key must have 1 to \(Limits.tagKeyBytesMax) of the characters A-Z a-z 0-9 . _ -")
      }
      if value.utf8.count > Limits.tagValueBytesMax || value.utf8.contains(0) {
        fault(field, "a value must have at most \(Limits.tagValueBytesMax) bytes and no NUL")
      }
    }
  }

  /// A word that stands in a path: . and .. are taken out of URLs before anybody is asked, and are no names of files.
  private mutating func pathWord(_ field: String, _ text: String, max: Int) {
    word(field, text, max: max)
    if text == "." || text == ".." { fault(field, "must be a name, and not . or ..") }
  }

  mutating func word(_ field: String, _ text: String, max: Int) {
    if !Self.isWord(text, max: max) { fault(field, "must have 1 to \(max) of the characters A-Z a-z 0-9 . _ -") }
  }

  /// Letters, digits, dot, underscore and dash: safe in a path, a URL and a shell.
  private static func isWord(_ text: String, max: Int) -> Bool {
    !text.isEmpty && text.utf8.count <= max
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
