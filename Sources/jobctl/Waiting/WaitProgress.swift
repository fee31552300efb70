// The progress of a wait on stderr: one line that is written over where a person sees it, else one mark per end.

import JobWire

/// Tells how far a wait is.
struct WaitProgress {
  /// How it is told.
  enum Form: Sendable {
    case none
    /// A line on a terminal, nothing elsewhere, and the tally at the end.
    case tally
    /// A line on a terminal, marks elsewhere, and the tally at the end.
    case marks
  }

  private let form: Form
  private let hasTerminal: Bool
  private(set) var tally: Tally

  init(_ form: Form, total: Int, hasTerminal: Bool = Terminal.showsProgress) {
    self.form = form
    self.hasTerminal = hasTerminal
    tally = Tally(total: total)
    show()
  }

  /// More jobs than were known at first.
  mutating func grow(by count: Int) {
    tally.total += count
    show()
  }

  /// These jobs have ended.
  mutating func note(_ jobs: [JobView]) {
    for job in jobs { tally.count(job) }
    if form == .marks, !hasTerminal { write(jobs.map(Self.mark).joined()) }
    show()
  }

  /// The wait is over: only the tally stays.
  func finish() {
    guard form != .none else { return }
    let lead = hasTerminal ? "\r\u{1B}[K" : form == .marks && tally.ended > 0 ? " " : ""
    write(lead + tally.text + "\n")
  }

  /// Takes the line away, to make room for other text.
  func clear() {
    if form != .none, hasTerminal { write("\r\u{1B}[K") }
  }

  private func show() {
    if form != .none, hasTerminal { write("\r\u{1B}[K" + tally.text) }
  }

  /// A person who closed stderr has chosen not to hear of it.
  private func write(_ text: String) { try? Console.write(Array(text.utf8), to: 2) }

  private static func mark(_ job: JobView) -> String {
    switch job.state {
    case .succeeded: "."
    case .failed: "F"
    case .cancelled: "C"
    case .skipped: "S"
    case .held, .scheduled, .blocked, .queued, .running, .retrying: "?"
    }
  }
}
