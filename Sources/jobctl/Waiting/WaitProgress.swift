// The progress of a wait on stderr: one line that is written over where a person sees it, else one mark per end.

import JobWire
import Synchronization

/// Tells how far a wait is.
final class WaitProgress: Sendable {
  /// How it is told.
  enum Form: Sendable {
    case none
    /// A line on a terminal, nothing elsewhere, and the tally at the end.
    case tally
    /// A line on a terminal, marks elsewhere, and the tally at the end.
    case marks
  }

  private struct State {
    var tally: Tally
    /// What is known of the jobs that run.
    var running: [JobView] = []
    /// How far the whole was when the wait began, so that what was done before is not taken for its speed.
    var begun: (fraction: Double, at: Moment)?
  }

  /// Narrower, the tally is all there is room for.
  private static let barWidthMin = 6

  private let form: Form
  private let terminal: Terminal
  private let state: Mutex<State>

  init(_ form: Form, total: Int, terminal: Terminal = .progress) {
    self.form = form
    self.terminal = terminal
    state = Mutex(State(tally: Tally(total: total)))
    show()
  }

  /// Whether a person looks at a line that is worth keeping up to date.
  var isLine: Bool { form != .none && terminal.width != nil }

  /// More jobs than were known at first.
  func grow(by count: Int) {
    state.withLock { $0.tally.total += count }
    show()
  }

  /// These jobs have ended.
  func note(_ jobs: [JobView]) {
    let ended = Set(jobs.map(\.id))
    state.withLock { state in
      for job in jobs { state.tally.count(job) }
      state.running.removeAll { ended.contains($0.id) }
    }
    if form == .marks, terminal.width == nil { write(jobs.map(Self.mark).joined()) }
    show()
  }

  /// These jobs run, and are as far as they say.
  func note(running jobs: [JobView], at moment: Moment) {
    state.withLock { state in
      state.running = jobs
      if state.begun == nil { state.begun = (Self.fraction(state), moment) }
    }
    show(at: moment)
  }

  /// The wait is over: only the tally stays.
  func finish() {
    guard form != .none else { return }
    let tally = state.withLock(\.tally)
    let lead = terminal.width != nil ? "\r\u{1B}[K" : form == .marks && tally.ended > 0 ? " " : ""
    write(lead + tally.text + "\n")
  }

  /// Takes the line away, to make room for other text.
  func clear() {
    if isLine { write("\r\u{1B}[K") }
  }

  private func show(at moment: Moment = .current) {
    if isLine { write("\r\u{1B}[K" + line(at: moment)) }
  }

  /// The tally, and, as far as there is room, how far the jobs that run are.
  func line(at moment: Moment) -> String {
    let (tally, running, begun, whole) = state.withLock { ($0.tally, $0.running, $0.begun, Self.fraction($0)) }
    let width = (terminal.width ?? 0) - 1
    let room = width - DisplayWidth.of(tally.text) - 2
    if running.allSatisfy({ $0.progress == nil }) || room < Self.barWidthMin + 5 {
      return DisplayWidth.truncated(tally.text, to: max(0, width))
    }
    let barWidth = min(24, max(Self.barWidthMin, room / 3))
    var words: String
    if tally.total == 1, let only = running.first {
      words = ProgressText.line(only, barWidth: barWidth, at: moment) ?? ""
    } else {
      words = ProgressText.bar(whole, width: barWidth) + " " + ProgressText.percent(whole)
      if let left = Self.left(whole, begun, at: moment) { words += ", about \(Moment.short(left)) left" }
    }
    words = DisplayWidth.truncated(DisplayWidth.printable(words), to: room)
    return tally.text + "  " + Style.busy.applied(to: words, on: terminal)
  }

  /// The share of all jobs that is done, those that run counted as far as they say.
  private static func fraction(_ state: State) -> Double {
    guard state.tally.total > 0 else { return 0 }
    let partly = state.running.reduce(0.0) { $0 + ($1.progress?.fraction ?? 0) }
    return min(1, (Double(state.tally.ended) + partly) / Double(state.tally.total))
  }

  private static func left(_ whole: Double, _ begun: (fraction: Double, at: Moment)?, at moment: Moment) -> Int64? {
    guard let begun, begun.fraction < 1 else { return nil }
    let passed = Double(moment.now.micros) - Double(begun.at.now.micros)
    return ProgressText.left(
      fraction: (whole - begun.fraction) / (1 - begun.fraction), passed: passed, age: 0)
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
