// How far a running job says that it is: a bar where a person sees it, and a guess at how long it still takes, if there
// is anything to guess from.

import JobWire

/// Words and bars for progress.
enum ProgressText {
  /// A longer guess is not worth showing.
  private static let leftMicrosMax = 365.0 * 86_400 * 1_000_000
  /// A shorter one is over before it is read.
  private static let leftMicrosMin = 1_000_000.0
  /// What has gone on for less says nothing about its speed.
  private static let passedMicrosMin = 2_000_000.0

  /// The time that is left if the job goes on as fast as it was on average until its report. It is nil if nothing is
  /// done yet, if all is done, if that time is over or nearly so, or if there is hardly anything to guess from.
  static func left(_ job: JobView, at moment: Moment) -> Int64? {
    guard job.state == .running, let progress = job.progress, let fraction = progress.fraction,
      let started = job.startedAt
    else { return nil }
    let passed = Double(progress.at.micros) - Double(started.micros)
    let age = max(0, Double(moment.now.micros) - Double(progress.at.micros))
    return left(fraction: fraction, passed: passed, age: age)
  }

  /// - Parameters:
  ///   - passed: microseconds that it took to get so far.
  ///   - age: microseconds since then.
  static func left(fraction: Double, passed: Double, age: Double) -> Int64? {
    guard fraction > 0, fraction < 1, passed >= passedMicrosMin else { return nil }
    let left = passed * (1 - fraction) / fraction - age
    guard left >= leftMicrosMin, left < leftMicrosMax else { return nil }
    return Int64(left)
  }

  /// "████░░░░", `width` columns.
  static func bar(_ fraction: Double, width: Int) -> String {
    let filled = min(width, max(0, Int((min(1, max(0, fraction)) * Double(width)).rounded(.down))))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }

  /// "42%"; 100% only if all is done.
  static func percent(_ fraction: Double) -> String { "\(Int((min(1, max(0, fraction)) * 100).rounded(.down)))%" }

  /// "████░░░░ 42%, 4 of 10, about 3m left, encoding"; `barWidth` 0 is without a bar.
  static func line(_ job: JobView, barWidth: Int, at moment: Moment) -> String? {
    guard let progress = job.progress else { return nil }
    var parts: [String] = []
    if let fraction = progress.fraction { parts.append(percent(fraction)) }
    if let done = progress.done { parts.append(progress.total.map { "\(done) of \($0)" } ?? "\(done) done") }
    if let left = left(job, at: moment) { parts.append("about \(Moment.short(left)) left") }
    if let note = progress.note { parts.append(note) }
    let words = parts.joined(separator: ", ")
    guard let fraction = progress.fraction, barWidth > 0, job.state == .running else { return words }
    return bar(fraction, width: barWidth) + " " + words
  }

  /// How long a bar may be on this terminal; 0 for none: without a terminal, or where there is no room.
  static func barWidth(on terminal: Terminal, share: Int, max: Int = 24) -> Int {
    guard let width = terminal.width else { return 0 }
    let room = width / share
    return room < 6 ? 0 : min(max, room)
  }
}
